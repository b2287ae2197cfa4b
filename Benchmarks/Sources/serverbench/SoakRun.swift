import Foundation

/// Many mixed requests; the memory after the first 100,000 must be the memory at the end.
struct SoakRun {
    var requests: Int

    func run() throws {
        let server = try ServerProcess([CommandLine.arguments[0], "serve", "PORT"], port: 18_420)
        var done = try round(100_000, port: server.port, seed: 1)
        let early = server.residentMegabytes
        let descriptors = server.descriptorCount
        Report.line("after \(done) requests: \(early) MB, \(descriptors) descriptors")
        var seed: UInt64 = 2
        while done < requests {
            done += try round(min(500_000, requests - done), port: server.port, seed: seed)
            seed += 1
            Report.line("after \(done) requests: \(server.residentMegabytes) MB, \(server.descriptorCount) descriptors")
        }
        let change = (server.residentMegabytes / early - 1) * 100
        Report.line(
            "resident memory changed by \(String(format: "%.1f", change)) %: \(abs(change) <= 5 ? "met" : "NOT MET")"
        )
    }

    /// Pipelined predictions, uploads with a length and in chunks, refusals, heads that end early and resets.
    private func round(_ count: Int, port: UInt16, seed: UInt64) throws -> Int {
        let get = "GET /predict HTTP/1.1\r\nHost: a\r\n\r\n"
        let body = String(repeating: "a", count: 20_000)
        let mixed =
            String(repeating: get, count: 60)
            + "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n\(body)"
            + "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4e20;a=b\r\n\(body)\r\n0\r\n\r\n"
            + String(repeating: get, count: 37)
        var done = 0
        var number = Int(truncatingIfNeeded: seed)
        while done < count {
            number += 1
            let client = try Client(port: port)
            for _ in 0..<5 {
                try client.send(mixed + (number % 3 == 0 ? "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" : get))
                try expect(100, client)
                done += 100
            }
            switch number % 4 {
            case 0: try client.send("GET / HTTP/1.1\r\n")
            case 1: try client.send("BAD\r\n\r\n")
            case 2: try client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n\(body)")
            default: break
            }
            done += 1
            if number % 2 == 0 { client.endWithReset() }
        }
        return done
    }

    private func expect(_ answers: Int, _ client: Client) throws {
        var seen = 0
        var kept = ""
        while seen < answers {
            kept += try client.readAnswer()
            let parts = kept.components(separatedBy: "HTTP/1.1 200 OK\r\n")
            seen += parts.count - 1
            // The end of a piece may hold the beginning of the next status line.
            kept = String((parts.last ?? "").suffix(16))
        }
    }
}
