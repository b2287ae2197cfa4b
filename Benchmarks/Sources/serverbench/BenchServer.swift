import Dispatch
import Foundation
import HTTPMessage
import SocketServer

/// Our server, with the same answers as the peers.
struct BenchServer: RequestHandler {
    /// Starts this server as a process. Its policy for freed memory is the one of `performance-law serve`, because
    /// malloc belongs to the process and not to the server.
    static let command = ["env", "MALLOC_MMAP_THRESHOLD_=131072", CommandLine.arguments[0], "serve", "PORT"]

    private static let prediction = Array(
        #"{"law":"law_81d2","layers":16,"dim":64,"predictions":{"HR@10":{"value":0.3168,"low":0.3121}}}"#.utf8
    )

    private static let large = [UInt8](repeating: 0x61, count: 4 << 20)

    /// Serves until SIGTERM.
    ///
    /// - Parameter deadline: Replaces each deadline for clients. The one for a piece of 64 KiB is four times as long.
    static func run(port: UInt16, connections: Int?, deadline: Duration?) throws {
        var configuration = Server.Configuration()
        configuration.endpoints = [.tcp(host: "127.0.0.1", port: port)]
        if let connections { configuration.maxConnections = connections }
        if let deadline {
            configuration.headTimeout = deadline
            configuration.bodyTimeout = deadline
            configuration.idleTimeout = deadline
            configuration.writeTimeout = deadline
        }
        let server = Server(configuration: configuration, handler: BenchServer())
        _ = try server.start()
        signal(SIGTERM, SIG_IGN)
        let termination = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
        termination.setEventHandler { @Sendable in server.shutdown() }
        termination.resume()
        server.waitUntilStopped()
        termination.cancel()
    }

    func plan(for head: RequestHead) -> RequestPlan {
        switch head.path {
        case "/upload": return .receive(bodyLimit: 1 << 32, ByteCounter())
        case "/loop": return .respond(Response(status: .ok, body: Array("\(pthread_self())".utf8)))
        case "/missing": return .respond(Response(status: .notFound))
        case "/large": return .respond(Response(status: .ok, body: Self.large))
        default:
            var fields = HTTPFields()
            fields.append(.contentType, "application/json; charset=utf-8")
            return .respond(Response(status: .ok, fields: fields, body: Self.prediction))
        }
    }

    func response(to rejection: RequestRejection) -> Response { Response(status: rejection.status) }
}

private final class ByteCounter: BodyReceiver {
    private var count = 0

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        count += bytes.count
        return nil
    }

    func finish() -> Response { Response(status: .ok, body: Array(String(count).utf8)) }
}
