import Foundation

/// Measures when the server disconnects clients that keep it waiting in different ways. All deadlines are shortened to
/// `milliseconds`; the one for a piece of 64 KiB is four times as long.
struct DeadlineRun {
    static let milliseconds = 300
    private static let clients = 20
    private static let deadline = Duration.milliseconds(milliseconds)
    /// The server checks deadlines every 20 ms. The rest is for a busy machine, and for the megabytes that the kernel accepts
    /// before the server notices that the client is slow.
    private static let tolerance = Duration.milliseconds(600)

    func run(observe: (String, (ServerProcess) throws -> AbuseRun.Finding) throws -> Void) throws {
        let post = "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
        let large = String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 3)
        let short = Self.deadline / 6
        try observe("a head that comes byte by byte") {
            try ends($0, sending: "GET / HTTP/1.1\r\nX: ", then: "X", each: short, after: Self.deadline)
        }
        try observe("a body whose bytes come at twice the deadline") {
            try ends($0, sending: post, then: "a", each: Self.deadline * 2, after: Self.deadline)
        }
        try observe("a body that comes byte by byte, each in time") {
            // Each byte restores hardly any patience.
            try ends($0, sending: post, then: "a", each: short, after: Self.deadline)
        }
        try observe("a kept connection without a further request") {
            try ends($0, sending: "GET /predict HTTP/1.1\r\nHost: a\r\n\r\n", answered: true, after: Self.deadline)
        }
        try observe("an answer that is never read") {
            try drops($0, sending: large, after: Self.deadline)
        }
        // The client's kernel announces small reads late, so either deadline may be reached first.
        try observe("an answer that is hardly read") {
            try drops($0, sending: large, reading: short, after: Self.deadline, atMost: Self.deadline * 4)
        }
    }

    /// Clients that send something at once and something at intervals: measures when the server answers or ends each.
    private func ends(
        _ server: ServerProcess,
        sending text: String,
        answered: Bool = false,
        then more: String = "",
        each interval: Duration = .seconds(1),
        after deadline: Duration
    ) throws -> AbuseRun.Finding {
        var waiting = try (0..<Self.clients).map { _ in try Client(port: server.port) }
        for client in waiting { try client.send(text) }
        if answered { for client in waiting { _ = try client.readAnswer() } }
        let clock = ContinuousClock()
        let start = clock.now
        var next = start + interval
        var times: [Duration] = []
        while !waiting.isEmpty, clock.now - start < deadline * 4 {
            usleep(2000)
            waiting.removeAll { client in
                guard client.hasNews else { return false }
                times.append(clock.now - start)
                return true
            }
            guard clock.now >= next else { continue }
            next += interval
            for client in waiting { _ = client.sendWithoutWaiting(more) }
        }
        return finding(times, deadline, atMost: deadline)
    }

    /// Clients that read nothing or very little, and stay: measures when the server has disconnected all of them.
    private func drops(
        _ server: ServerProcess,
        sending text: String,
        reading interval: Duration? = nil,
        after deadline: Duration,
        atMost last: Duration = Self.deadline
    ) throws -> AbuseRun.Finding {
        let before = server.descriptorCount
        let clients = try (0..<Self.clients).map { _ in try Client(port: server.port, receiveBuffer: 4096) }
        for client in clients { try client.send(text) }
        let clock = ContinuousClock()
        let start = clock.now
        // Clients that the server has not accepted yet would count as gone, so wait for all of them.
        while server.descriptorCount < before + clients.count, clock.now - start < Self.deadline / 2 { usleep(1000) }
        var next = start
        var times: [Duration] = []
        while times.count < clients.count, clock.now - start < last * 4 {
            usleep(2000)
            let gone = before + clients.count - server.descriptorCount
            while times.count < gone { times.append(clock.now - start) }
            guard let interval, clock.now >= next else { continue }
            next += interval
            for client in clients { client.skipWithoutWaiting(1000) }
        }
        return finding(times, deadline, atMost: last)
    }

    private func finding(_ times: [Duration], _ deadline: Duration, atMost latest: Duration) -> AbuseRun.Finding {
        guard let first = times.first, let last = times.last, times.count == Self.clients else {
            return ("only \(times.count) of \(Self.clients) ended", false)
        }
        let due = deadline == latest ? text(deadline) : "\(text(deadline)) to \(text(latest))"
        let figures = "\(times.count) ended after \(text(first)) to \(text(last)) ms, due at \(due)"
        return (figures, first >= deadline - .milliseconds(50) && last <= latest + Self.tolerance)
    }

    private func text(_ duration: Duration) -> String { String(format: "%.0f", duration.seconds * 1000) }
}
