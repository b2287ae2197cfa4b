import Dispatch
import Glibc
import HTTPMessage
import Testing

@testable import SocketServer

/// More cheap connections than the server has places. Health checks get through at once, and soon everybody else.
@Suite("Lock-out", .serialized)
struct LockOutTests {
    /// What each of the cheap clients sends.
    enum Attack: String, CaseIterable, CustomTestStringConvertible {
        case slowUpload = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\na"
        case unauthorizedUpload = "POST /unauthorized HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\na"
        case unwantedUpload = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\na"
        case neverReading = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n"

        var testDescription: String { rawValue.prefix { $0 != "\r\n" }.description }

        var bytes: [UInt8] {
            // More answers than the buffers of the sockets take.
            Array((self == .neverReading ? String(repeating: rawValue, count: 4) : rawValue).utf8)
        }
    }

    @Test("1,100 cheap connections lock nobody out", arguments: Attack.allCases)
    func survives(attack: Attack) throws {
        DescriptorLimit.raise(toServe: 8192)
        var configuration = Server.Configuration()
        configuration.endpoints = [.tcp(host: "127.0.0.1", port: 0)]
        configuration.loops = 2
        configuration.sendBuffer = 16 * 1024
        let server = Server(configuration: configuration, handler: TestHandler())
        let port = try #require(try server.start().first?.port)
        defer {
            server.shutdown()
            server.waitUntilStopped()
        }
        let clients = try (0..<1100).map { _ in try RawClient(port: port, receiveBuffer: 2304) }
        for client in clients {
            // The server may have closed some to make room.
            do { try client.send(attack.bytes) } catch is RawClient.Failure {}
        }
        // A client of the test waits for a minute at most.
        for _ in 0..<3 { #expect(try status("/healthz", port) == 200) }
        // The first request waits until slow clients have to give way, and is not refused before.
        for _ in 0..<20 { #expect(try status("/b", port) == 200) }
        withExtendedLifetime(clients) {}
    }

    private func status(_ path: String, _ port: UInt16) throws -> Int {
        let client = try RawClient(port: port)
        try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        return try client.readStatus()
    }
}
