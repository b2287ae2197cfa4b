import Foundation

/// Measures how busy connections slow down light ones, on their own event loop and on the other one.
struct UnevenRun {
    private static let lightClients = 8
    private static let busyClients = 4

    func run() throws {
        let get = Array("GET /predict HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let upload = Array("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n".utf8)
        try measure("nobody else", [])
        try measure("\(Self.busyClients) that pipeline without end", Array(repeating: get, count: 500).flatMap { $0 })
        try measure("\(Self.busyClients) with large bodies", upload + [UInt8](repeating: 0x61, count: 4_000_000))
    }

    private func measure(_ name: String, _ message: [UInt8]) throws {
        let server = try ServerProcess([CommandLine.arguments[0], "serve", "PORT"], port: 18_450)
        // Clients by the event loop that serves them.
        var clients: [String: [Client]] = [:]
        while clients.count < 2 || clients.values.contains(where: { $0.count < Self.lightClients + Self.busyClients }) {
            let client = try Client(port: server.port)
            let loop = try client.get("/loop").components(separatedBy: "\r\n\r\n").last ?? ""
            clients[loop, default: []].append(client)
        }
        let groups = clients.values.map { $0 }
        let busy = groups[0].suffix(message.isEmpty ? 0 : Self.busyClients)
        for client in busy { client.keepBusy(with: message) }
        let shares = try groups.map { try times(of: Array($0.prefix(Self.lightClients))) }
        for client in busy { client.end() }
        for (place, times) in zip(["the same loop", "the other loop"], shares) {
            let figures = "p50 \(milliseconds(times, 0.5)) ms, p99 \(milliseconds(times, 0.99)) ms"
            Report.line("beside \(name), a light client of \(place): \(figures)")
        }
    }

    /// Seconds from each request to its answer, one client after another, for a second and a half.
    private func times(of clients: [Client]) throws -> [Double] {
        var times: [Double] = []
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(1500)
        while clock.now < end {
            let start = clock.now
            try clients[times.count % clients.count].get("/predict")
            times.append((clock.now - start).seconds)
        }
        return times.sorted()
    }

    private func milliseconds(_ times: [Double], _ share: Double) -> String {
        String(format: "%.2f", times[Int(Double(times.count - 1) * share)] * 1000)
    }
}
