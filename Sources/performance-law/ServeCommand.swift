import ArgumentParser
import Foundation
import LawService
import Logging
import PredictionStore
import SocketServer

/// `performance-law serve`: the HTTP service.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve HTTP until SIGTERM or SIGINT, then finish the requests in flight."
    )

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 takes a free one.")
    var port: UInt16 = 8080

    @OptionGroup var store: StoreOption

    @Option(help: ArgumentHelp("Bearer tokens, one per line; lines that begin with # are ignored.", valueName: "file"))
    var tokenFile: String?

    @Flag(help: "Serve beyond this machine without tokens.")
    var allowAnonymous = false

    @Option(help: "The largest body of POST /apen, such as 4GiB.")
    var maxBody: ByteCount = ByteCount(bytes: 4 << 30)

    @Option(help: "The most memory for one dataset, such as 2GiB.")
    var memory: ByteCount = ByteCount(bytes: 2 << 30)

    @Option(help: ArgumentHelp("The time limit for a request's head.", valueName: "seconds"))
    var headerTimeout = 10.0

    @Option(help: ArgumentHelp("The longest time without progress of a request's body.", valueName: "seconds"))
    var bodyTimeout = 30.0

    @Option(help: ArgumentHelp("How long a connection may stay idle.", valueName: "seconds"))
    var idleTimeout = 60.0

    @Option(help: "Threads for heavy work (default: one per core).")
    var workers: Int?

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    @Option(help: "text or json.")
    var logFormat: LogFormatOption = .text

    func validate() throws {
        for (name, seconds) in [
            ("header-timeout", headerTimeout), ("body-timeout", bodyTimeout), ("idle-timeout", idleTimeout),
        ] where !(0.001...86_400).contains(seconds) {
            throw ValidationError("--\(name): must lie between 0.001 and 86400 seconds")
        }
        if let workers, !(1...1_024).contains(workers) {
            throw ValidationError("--workers: must lie between 1 and 1024")
        }
        if Logger.Level(rawValue: logLevel) == nil {
            throw ValidationError(
                "--log-level: must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
    }

    func run() throws {
        LoggingSetup.bootstrap(level: Logger.Level(rawValue: logLevel) ?? .info, format: logFormat)
        MallocThreshold.fix()
        var configuration = Application.Configuration()
        configuration.access = try access()
        configuration.measuring.memoryBytes = memory.bytes
        configuration.datasetBodyBytes = maxBody.bytes
        configuration.bodyBytes = min(configuration.bodyBytes, maxBody.bytes)
        let store = try store.open()
        let application = Application(store: store, configuration: configuration)
        let server = Server(configuration: serverConfiguration(), handler: application)
        let stop = StopSignals { _ in server.shutdown() }
        defer { stop.cancel() }
        do throws(ServerError) {
            let address = try server.start()
            FileHandle.standardOutput.write(Data("listening on http://\(address)\n".utf8))
        } catch {
            throw CommandFailure.input("cannot listen on \(host) port \(port): \(Self.message(for: error))")
        }
        server.waitUntilStopped()
        do throws(StoreError) {
            // Moves everything into the one file, so that a copy of it is complete.
            try store.close()
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func message(for error: ServerError) -> String {
        switch error {
        case .alreadyStarted: "the server has already been started"
        case .unknownHost(_, let reason): "the host is unknown (\(reason))"
        case .addressInUse: "another program listens there; --port 0 selects a free port"
        case .system(let call, let number): "\(call): \(String(cString: strerror(number)))"
        }
    }

    private func serverConfiguration() -> Server.Configuration {
        var configuration = Server.Configuration()
        configuration.host = host
        configuration.port = port
        configuration.headTimeout = .seconds(headerTimeout)
        configuration.bodyTimeout = .seconds(bodyTimeout)
        configuration.idleTimeout = .seconds(idleTimeout)
        if let workers { configuration.workers = workers }
        return configuration
    }

    /// Beyond loopback the service requires tokens or an explicit `--allow-anonymous`.
    private func access() throws -> AccessPolicy {
        if let tokenFile { return .bearer(try TokenFile(path: tokenFile).tokens()) }
        guard allowAnonymous || LoopbackHost.contains(host) else {
            throw CommandFailure.usage(
                "\(host) is reachable from other machines: give --token-file, or --allow-anonymous to serve everybody"
            )
        }
        return .anonymous
    }
}
