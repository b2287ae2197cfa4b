import Hummingbird
import Logging
import NIOCore

/// Hummingbird 2 with the answers of `serverbench`: `HummingbirdPeer <port>`.
@main
struct HummingbirdPeer {
    static let prediction = ByteBuffer(
        string: #"{"law":"law_81d2","layers":16,"dim":64,"predictions":{"HR@10":{"value":0.3168,"low":0.3121}}}"#
    )

    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 8080
        let router = Router()
        router.get("predict") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "application/json; charset=utf-8"],
                body: .init(byteBuffer: prediction)
            )
        }
        router.post("upload") { request, _ in
            var count = 0
            for try await slice in request.body { count += slice.readableBytes }
            return "\(count)"
        }
        var logger = Logger(label: "peer")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: logger
        )
        try await application.runService()
    }
}
