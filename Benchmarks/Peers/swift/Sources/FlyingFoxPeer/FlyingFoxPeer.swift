import FlyingFox
import Foundation

/// FlyingFox with the answers of `serverbench` and TCP_NODELAY: `FlyingFoxPeer <port>`.
@main
struct FlyingFoxPeer {
    static let prediction = Data(
        #"{"law":"law_81d2","layers":16,"dim":64,"predictions":{"HR@10":{"value":0.3168,"low":0.3121}}}"#.utf8
    )

    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap(UInt16.init) ?? 8080
        let server = HTTPServer(address: .inet(port: port), logger: .disabled)
        await server.appendRoute("GET /predict") { _ in
            HTTPResponse(
                statusCode: .ok,
                headers: [.contentType: "application/json; charset=utf-8"],
                body: prediction
            )
        }
        await server.appendRoute("POST /upload") { request in
            var count = 0
            for try await slice in request.bodySequence { count += slice.count }
            return HTTPResponse(statusCode: .ok, body: Data("\(count)".utf8))
        }
        let running = Task { try await server.run() }
        try await server.waitUntilListening()
        sendAtOnce(port: port)
        try await running.value
    }

    /// FlyingFox has no option for TCP_NODELAY. Accepted sockets inherit it from the listening socket.
    static func sendAtOnce(port: UInt16) {
        for descriptor in Int32(3)..<256 {
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
            guard status == 0, address.sin_port == port.bigEndian else { continue }
            var on: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
    }
}
