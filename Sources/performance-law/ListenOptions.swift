import ArgumentParser
import Foundation
import SocketServer

/// The options of `serve` that say where the service listens.
struct ListenOptions: ParsableArguments {
    @Option(help: "The address to listen on (default: 127.0.0.1).")
    var host: String?

    @Option(help: "The port; 0 takes a free one (default: 8080).")
    var port: UInt16?

    @Option(
        help: ArgumentHelp(
            """
            A unix socket, as unix:PATH, that only the same user can open. With it the service listens on a port only if \
            --host or --port is given.
            """,
            valueName: "unix:path"
        )
    )
    var listen: String?

    func validate() throws {
        if host?.isEmpty == true { throw ValidationError("--host: must be a name or an address, and is empty") }
        if let listen, path == nil { throw ValidationError("--listen: must be unix:PATH, not `\(listen)`") }
    }

    /// Where to listen: on the sockets of a service manager if there are some, else as the options say.
    func endpoints(environment: [String: String]) -> [Endpoint] {
        let inherited = ServiceManager.inheritedDescriptors(environment: environment)
        if !inherited.isEmpty { return inherited.map { .inherited(descriptor: $0) } }
        var endpoints: [Endpoint] = []
        if path == nil || host != nil || port != nil {
            endpoints.append(.tcp(host: host.map(Self.withoutBrackets) ?? "127.0.0.1", port: port ?? 8080))
        }
        if let path { endpoints.append(.unix(path: path)) }
        return endpoints
    }

    /// `[::1]` is how URLs write the address `::1`.
    private static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    private var path: String? {
        guard let listen, listen.hasPrefix("unix:"), listen.count > 5 else { return nil }
        return String(listen.dropFirst(5))
    }
}

extension Endpoint {
    /// The host by which other machines could reach the service; `nil` for a unix socket.
    func reachableHost() throws(CommandFailure) -> String? {
        switch self {
        case .tcp(let host, _): return host
        case .unix: return nil
        case .inherited(let descriptor):
            do throws(ServerError) {
                if case .tcp(let host, _) = try BoundAddress(boundTo: descriptor) { return host }
                return nil
            } catch {
                throw .input("cannot listen on \(place): \(error.reason)")
            }
        }
    }

    /// As a message names it.
    var place: String {
        switch self {
        case .tcp(let host, let port): "\(host) port \(port)"
        case .unix(let path): "unix:\(path)"
        case .inherited(let descriptor): "the inherited descriptor \(descriptor)"
        }
    }
}

extension ServerError {
    private static let moreDescriptors = "raise the limit with `ulimit -n` or LimitNOFILE"

    /// One clause for the operator.
    var reason: String {
        switch self {
        case .alreadyStarted: "the server has already been started"
        case .unknownHost(_, let reason): "the host is unknown (\(reason))"
        case .addressInUse: "another program listens there; --port 0 selects a free port"
        case .pathInUse: "another program listens there"
        case .notASocket: "a file that is no socket is there; remove it or choose another path"
        case .pathTooLong(_, let limit): "the path of a socket must have 1 to \(limit) bytes"
        case .notListening: "it is not a listening stream socket"
        case .tooFewThreads(let wanted, let permitted, let number):
            """
            only \(permitted) of \(wanted) threads can be created (\(String(cString: strerror(number)))); raise `ulimit -u` or TasksMax, or \
            lower --workers
            """
        case .tooFewDescriptors(let free, let limit):
            """
            only \(free) of \(limit) descriptors are left for connections and files; \(Self.moreDescriptors)
            """
        case .pathLocked(let file): "another process holds the lock \(file); end it, or choose another path"
        case .system(let call, let number):
            "\(call): \(String(cString: strerror(number)))\(number == EMFILE ? "; \(Self.moreDescriptors)" : "")"
        }
    }
}
