import Foundation

/// Sends many mixed requests. The memory at the end must be the memory after the first 100,000.
struct SoakRun {
    var requests: Int

    private static let get = "GET /predict HTTP/1.1\r\nHost: a\r\n\r\n"
    /// The pipelined requests that each client sends repeatedly. Many have bodies, which the workers handle.
    private static let mixture: [UInt8] = {
        let small = String(repeating: "a", count: 0xC8)
        let large = String(repeating: "b", count: 20_000)
        let text =
            String(repeating: get, count: 40)
            + String(repeating: "HEAD /predict HTTP/1.1\r\nHost: a\r\n\r\n", count: 10)
            + String(repeating: "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n\r\n\(small)", count: 10)
            + String(
                repeating: "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "c8;a=b\r\n\(small)\r\n0\r\nEnd: 1\r\n\r\n",
                count: 8
            )
            + "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n\(large)"
            + "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n\(large)\r\n0\r\n\r\n"
            + String(repeating: "GET /missing HTTP/1.1\r\nHost: a\r\n\r\n", count: 10)
            + String(repeating: "PUT /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde", count: 20)
        return Array(text.utf8)
    }()
    private static let mixed = 100
    private static let mixturesPerClient = 5

    /// The ends of connections: the last text, the number of answers to it, and whether a reset follows.
    private static let ends: [(text: String, answers: Int, isReset: Bool)] = [
        ("", 0, false),
        ("GET / HTTP/1.1\r\n", 0, true),
        ("BAD\r\n\r\n", 1, false),
        ("GET / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n", 1, false),
        ("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\nabc", 0, true),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 1, false),
        (String(repeating: get, count: 20), 0, true),
        ("POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n", 1, true),
    ]

    func run() throws {
        let server = try ServerProcess(BenchServer.command, port: 18_420)
        let clock = ContinuousClock()
        let start = clock.now
        var done = try round(100_000, port: server.port)
        let early = server.residentMegabytes
        report(done, server)
        while done < requests {
            done += try round(min(500_000, requests - done), port: server.port)
            report(done, server)
        }
        let change = (server.residentMegabytes / early - 1) * 100
        let seconds = (clock.now - start).seconds
        Report.line(
            String(format: "%d requests in %.0f s, resident memory changed by %.1f %%: ", done, seconds, change)
                + (abs(change) <= 5 ? "met" : "NOT MET")
        )
    }

    private func report(_ done: Int, _ server: ServerProcess) {
        let megabytes = String(format: "%.2f", server.residentMegabytes)
        Report.line("after \(done) requests: \(megabytes) MB, \(server.descriptorCount) descriptors")
    }

    private func round(_ count: Int, port: UInt16) throws -> Int {
        var done = 0
        while done < count {
            let clients = try Self.ends.map { _ in try Client(port: port) }
            for _ in 0..<Self.mixturesPerClient {
                for client in clients { try client.send(Self.mixture) }
                for client in clients { try client.skipAnswers(Self.mixed) }
            }
            done += Self.ends.count * Self.mixturesPerClient * Self.mixed
            for (client, end) in zip(clients, Self.ends) {
                try client.send(end.text)
                try client.skipAnswers(end.answers)
                if end.isReset { client.endWithReset() }
            }
            done += Self.ends.count
        }
        return done
    }
}
