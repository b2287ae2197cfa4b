import Foundation

/// Attacks of hostile clients, and their effect on a well-behaved one.
///
/// Each case has its own server. Its descriptors and its memory are measured before the attack, at their peak, and when all
/// clients are gone.
struct AbuseRun {
    /// The memory that may remain in the allocator. 4 MB of it are the answer for clients that do not read it.
    private static let keptMegabytes = 12.0

    func run() throws {
        raiseDescriptorLimit()
        Report.line("case: figures; descriptors before → after; MB before → at most → after")
        try observe("1,024 connections at once", ["1024"], manyConnections)
        try observe("5,000 slow heads, at most 1,024 connections", ["1024"], slowHeads)
        try observe("5,000 slow heads, at most 8,192 connections", ["8192"], slowHeads)
        try observe("EMFILE: 64 descriptors, 200 clients with bodies", ["1024"], descriptors: 64, exhaustion)
        try observe("1,000 stalled uploads of 60 kB", ["1024"], stalledUploads)
        try observe("500 clients that never read 4 MB answers, and go", ["100"], unreadAnswers)
        try observe("resets and ends at every byte", ["1024"], resets)
        try DeadlineRun().run(observe: { try observe($0, ["1024", "\(DeadlineRun.milliseconds)"], $1) })
    }

    /// The measurements of a case, and whether they are within the bounds.
    typealias Finding = (figures: String, isMet: Bool)

    /// - Parameter descriptors: The server's limit of descriptors; nil for no limit.
    private func observe(
        _ label: String,
        _ arguments: [String],
        descriptors: Int? = nil,
        _ body: (ServerProcess) throws -> Finding
    ) throws {
        var command = BenchServer.command + arguments
        if let descriptors {
            command = ["sh", "-c", "ulimit -n \(descriptors); exec \(command.joined(separator: " "))"]
        }
        let server = try ServerProcess(command, port: 18_430)
        settle(server, at: .max)
        let (before, megabytes) = (server.descriptorCount, server.residentMegabytes)
        let finding = try body(server)
        settle(server, at: before)
        let isServed = try Client(port: server.port).get("/predict").hasPrefix("HTTP/1.1 200")
        settle(server, at: before)
        let after = server.descriptorCount
        let kept = server.residentMegabytes
        let memory = [megabytes, server.peakMegabytes, kept].map(format).joined(separator: " → ")
        let isMet = finding.isMet && isServed && after <= before && kept <= megabytes + Self.keptMegabytes
        Report.line("\(label): \(finding.figures); \(before) → \(after); \(memory): \(isMet ? "met" : "NOT MET")")
    }

    /// Waits until the server has had at most this many descriptors for a fifth of a second, but at most ten seconds. Clients
    /// that are gone may still be in the kernel's backlog, and the server accepts them one after another.
    private func settle(_ server: ServerProcess, at descriptors: Int) {
        let end = ContinuousClock.now + .seconds(10)
        var looks = 0
        while looks < 20, ContinuousClock.now < end {
            looks = server.descriptorCount <= descriptors ? looks + 1 : 0
            usleep(10_000)
        }
    }

    private func manyConnections(_ server: ServerProcess) throws -> Finding {
        let clients = try (0..<1024).map { _ in try Client(port: server.port) }
        for client in clients { try client.send("GET /predict HTTP/1.1\r\nHost: a\r\n\r\n") }
        let served = try clients.filter { try $0.readAnswer().hasPrefix("HTTP/1.1 200") }.count
        return ("\(served) served", served == 1024)
    }

    /// 5,000 clients that never finish their heads, and come back when the server disconnects them.
    private func slowHeads(_ server: ServerProcess) throws -> Finding {
        var slow: [Client] = []
        for _ in 0..<5000 { slow.append(try slowClient(server.port)) }
        var times: [Double] = []
        let clock = ContinuousClock()
        for round in 0..<1000 {
            for index in 0..<20 {
                let place = (round * 20 + index) % slow.count
                if slow[place].hasNews || !slow[place].sendWithoutWaiting("X") {
                    slow[place] = try slowClient(server.port)
                }
            }
            let start = clock.now
            let client = try Client(port: server.port)
            try client.get("/predict")
            times.append((clock.now - start).seconds * 1000)
        }
        times.sort()
        return ("a good client's p50 \(format(times[500])) ms, p99 \(format(times[990])) ms", times[990] < 50)
    }

    private func slowClient(_ port: UInt16) throws -> Client {
        let client = try Client(port: port)
        _ = client.sendWithoutWaiting("GET / HTTP/1.1\r\nX: ")
        return client
    }

    /// More clients with bodies than there are descriptors.
    private func exhaustion(_ server: ServerProcess) throws -> Finding {
        var busy: [Client] = []
        for _ in 0..<200 {
            let client = try Client(port: server.port)
            try client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
            busy.append(client)
        }
        let highest = server.descriptorCount
        // Each client is served as soon as others have ended.
        var served = 0
        for client in busy { try client.send("abcde") }
        for client in busy {
            if try client.readAnswer().hasSuffix("5") { served += 1 }
            client.end()
        }
        return ("\(served) served, \(highest) descriptors at most", served == 200)
    }

    /// Uploads that send as much as the server accepts, and then stall.
    private func stalledUploads(_ server: ServerProcess) throws -> Finding {
        let before = server.residentMegabytes
        let piece = String(repeating: "a", count: 60_000)
        let clients = try (0..<1000).map { _ in
            let client = try Client(port: server.port)
            try client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n\(piece)")
            return client
        }
        try Client(port: server.port).get("/predict")
        let grown = server.peakMegabytes - before
        withExtendedLifetime(clients) {}
        return ("memory grown by \(format(grown)) MB", grown < 64 + 40)
    }

    private func unreadAnswers(_ server: ServerProcess) throws -> Finding {
        for _ in 0..<5 {
            let clients = try (0..<100).map { _ in
                let client = try Client(port: server.port, receiveBuffer: 4096)
                try client.send(String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 100))
                return client
            }
            withExtendedLifetime(clients) {}
        }
        return ("each connection ended with its client", true)
    }

    /// Clients that end after every possible number of bytes of a request with a body, before and during answers.
    private func resets(_ server: ServerProcess) throws -> Finding {
        let raw =
            Array("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
            + Array("GET /large HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for round in 0..<20 {
            for end in raw.indices {
                let client = try Client(port: server.port)
                try client.send(Array(raw[...end]))
                if round % 2 == 0 { client.endWithReset() }
            }
        }
        return ("\(20 * raw.count) connections", true)
    }

    private func raiseDescriptorLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 16_384)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    private func format(_ value: Double) -> String { String(format: "%.1f", value) }
}
