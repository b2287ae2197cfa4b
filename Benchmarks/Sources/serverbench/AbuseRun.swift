import Foundation

/// What hostile clients try, and what a well-behaved one notices of it.
struct AbuseRun {
    private let own = CommandLine.arguments[0]

    func run() throws {
        raiseDescriptorLimit()
        try slowHeads(connections: nil, port: 18_430)
        try slowHeads(connections: 8192, port: 18_431)
        try exhaustion(port: 18_432)
        try stalledUploads(port: 18_433)
        try unreadAnswers(port: 18_434)
        try resets(port: 18_435)
    }

    /// 5,000 clients that never finish their heads, and come back when they are thrown out.
    private func slowHeads(connections: Int?, port: UInt16) throws {
        let server = try ServerProcess([own, "serve", "PORT"] + (connections.map { [String($0)] } ?? []), port: port)
        var slow: [Client] = []
        for _ in 0..<5000 { slow.append(try slowClient(port)) }
        var times: [Double] = []
        let clock = ContinuousClock()
        for round in 0..<1000 {
            for index in 0..<20 {
                let place = (round * 20 + index) % slow.count
                if slow[place].hasNews || !slow[place].sendWithoutWaiting("X") { slow[place] = try slowClient(port) }
            }
            let start = clock.now
            let client = try Client(port: port)
            try client.get("/predict")
            times.append((clock.now - start).seconds * 1000)
        }
        times.sort()
        report(
            "5,000 slow heads, at most \(connections ?? 1024) connections",
            "p50 \(format(times[500])) ms, p99 \(format(times[990])) ms, \(format(server.residentMegabytes)) MB",
            times[990] < 50
        )
    }

    private func slowClient(_ port: UInt16) throws -> Client {
        let client = try Client(port: port)
        _ = client.sendWithoutWaiting("GET / HTTP/1.1\r\nX: ")
        return client
    }

    /// A server with 64 descriptors and 200 clients at work with bodies.
    private func exhaustion(port: UInt16) throws {
        let server = try ServerProcess(["sh", "-c", "ulimit -n 64; exec \(own) serve PORT"], port: port)
        var busy: [Client] = []
        for _ in 0..<200 {
            let client = try Client(port: port)
            try client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
            busy.append(client)
        }
        let highest = server.descriptorCount
        // Each is served as soon as others have ended.
        var served = 0
        for client in busy { try client.send("abcde") }
        for client in busy {
            if try client.readAnswer().hasSuffix("5") { served += 1 }
            shutdown(client.descriptor, Int32(SHUT_RDWR))
        }
        let isServed = try Client(port: port).get("/predict").hasPrefix("HTTP/1.1 200")
        report("EMFILE", "\(served) of 200 served, \(highest) descriptors at most", served == 200 && isServed)
    }

    /// 1,000 uploads that send as much as is taken, and then stall.
    private func stalledUploads(port: UInt16) throws {
        let server = try ServerProcess([own, "serve", "PORT"], port: port)
        let before = server.residentMegabytes
        let piece = String(repeating: "a", count: 60_000)
        let clients = try (0..<1000).map { _ in
            let client = try Client(port: port)
            try client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n\(piece)")
            return client
        }
        try Client(port: port).get("/predict")
        let grown = server.peakMegabytes - before
        report("1,000 stalled uploads of 60 kB", "memory grown by \(format(grown)) MB", grown < 64 + 40)
        withExtendedLifetime(clients) {}
    }

    /// 500 clients that ask for 4 MB and read nothing; they go, and everything goes with them.
    private func unreadAnswers(port: UInt16) throws {
        let server = try ServerProcess([own, "serve", "PORT", "100"], port: port)
        let descriptors = server.descriptorCount
        for _ in 0..<5 {
            let clients = try (0..<100).map { _ in
                let client = try Client(port: port, receiveBuffer: 4096)
                try client.send(String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 100))
                return client
            }
            withExtendedLifetime(clients) {}
        }
        let end = ContinuousClock.now + .seconds(5)
        while server.descriptorCount > descriptors, ContinuousClock.now < end { usleep(10_000) }
        let isServed = try Client(port: port).get("/predict").hasPrefix("HTTP/1.1 200")
        report(
            "500 clients that never read",
            "peak \(format(server.peakMegabytes)) MB, \(server.descriptorCount - descriptors) descriptors kept",
            isServed && server.descriptorCount <= descriptors + 1
        )
    }

    /// Resets after every number of bytes of a request with a body, before and during answers.
    private func resets(port: UInt16) throws {
        let server = try ServerProcess([own, "serve", "PORT"], port: port)
        let descriptors = server.descriptorCount
        let raw =
            Array("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
            + Array("GET /large HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for round in 0..<20 {
            for end in raw.indices {
                let client = try Client(port: port)
                try client.send(Array(raw[...end]))
                if round % 2 == 0 { client.endWithReset() }
            }
        }
        let end = ContinuousClock.now + .seconds(5)
        while server.descriptorCount > descriptors, ContinuousClock.now < end { usleep(10_000) }
        let isServed = try Client(port: port).get("/predict").hasPrefix("HTTP/1.1 200")
        report(
            "\(20 * raw.count) ends at every byte, half of them resets",
            "\(server.descriptorCount - descriptors) descriptors kept, \(format(server.residentMegabytes)) MB",
            isServed && server.descriptorCount <= descriptors + 1
        )
    }

    private func raiseDescriptorLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 16_384)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    private func report(_ label: String, _ figures: String, _ isMet: Bool) {
        Report.line("\(label): \(figures): \(isMet ? "met" : "NOT MET")")
    }

    private func format(_ value: Double) -> String { String(format: "%.2f", value) }
}
