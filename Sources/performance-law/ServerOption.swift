import ArgumentParser
import Foundation
import HTTPClient
import LawService

/// `--server` and `--token-file`, for every command that a running service can answer.
struct ServerOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A running service that answers in place of this process: http://HOST[:PORT] or unix:PATH.",
            valueName: "url"
        )
    )
    var server: String?

    @Option(help: ArgumentHelp("A private file with the bearer token for --server.", valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "How long the service of --server may be silent. It sends nothing while it works. (default: 900)",
            valueName: "seconds"
        )
    )
    var timeout: Double?

    func validate() throws {
        // A day is longer than any request, and fits the system's type.
        if let timeout, !(timeout > 0 && timeout <= 86_400) {
            throw ValidationError("--timeout must be a number of seconds above 0, and at most 86400")
        }
    }

    /// The running service; `nil` without `--server`.
    func connection() throws(CommandFailure) -> ServiceConnection? {
        guard let server else {
            if tokenFile != nil { throw .usage("--token-file: has a meaning only with --server") }
            if timeout != nil { throw .usage("--timeout: has a meaning only with --server") }
            return nil
        }
        let address: ServiceAddress
        do {
            address = try ServiceAddress(server)
        } catch {
            throw .usage("--server: \(Self.message(for: error))")
        }
        let token = try tokenFile.map { path throws(CommandFailure) in try TokenFile(path: path).secret() }
        return .remote(ServiceClient(address, token: token, silence: timeout ?? ServiceClient.silence), name: server)
    }

    private static func message(for fault: ServiceAddress.Fault) -> String {
        switch fault {
        case .encrypted(let host):
            """
            this program does not encrypt; let another one do it, such as `ssh -L 8080:localhost:8080 \(host)` or a TLS proxy \
            on this machine, and give --server http://127.0.0.1:8080
            """
        case .scheme: "must begin with http:// or unix:"
        case .host: "the host is missing or malformed; write http://HOST:PORT"
        case .port: "the port must lie between 1 and 65535"
        case .path: "the path is missing or malformed; write http://HOST:PORT or unix:PATH"
        }
    }
}

/// `--store`, or `--server` in its place.
struct ServiceOption: ParsableArguments {
    @OptionGroup var store: StoreOption
    @OptionGroup var server: ServerOption

    /// Opens the connection for `body` and closes the store afterwards.
    ///
    /// - Parameter creates: whether `body` stores something, so that a missing store is created.
    func use<Value>(creates: Bool = false, _ body: (ServiceConnection) throws -> Value) throws -> Value {
        if let connection = try server.connection() {
            guard store.store == nil else {
                throw CommandFailure.usage("--store and --server exclude each other; a service has its own store")
            }
            return try body(connection)
        }
        return try store.use(creates ? .creating : .existing) { store in try body(.local(LocalService(store: store))) }
    }
}
