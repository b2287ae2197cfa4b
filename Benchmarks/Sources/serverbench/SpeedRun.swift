import Foundation

/// Compares the speed of the server and its peers, one after another under the same load.
struct SpeedRun {
    private struct Figures {
        var name: String
        var rate64 = 0.0, processor64 = 0.0, p99 = 0.0
        var rate256 = 0.0, rateClosing = 0.0, ratePipelined = 0.0
        var uploadSeconds: Double?
        var uploadGrowth = 0.0
        var resident = 0.0
        var startSeconds = 0.0
    }

    private let seconds = ProcessInfo.processInfo.environment["SERVERBENCH_SECONDS"].flatMap(Int.init) ?? 5

    func run() throws {
        guard Wrk.isInstalled else { throw Failure("wrk is missing: apt-get install wrk") }
        var all: [Figures] = []
        for (index, peer) in Peer.all.enumerated() {
            do {
                all.append(try measure(peer, port: UInt16(18_400 + index)))
                Report.line("measured: \(peer.name)")
            } catch {
                Report.line("\(peer.name): missing: \(error)")
            }
        }
        printTable(all)
        printBars(all)
    }

    private func measure(_ peer: Peer, port: UInt16) throws -> Figures {
        var figures = Figures(name: peer.name)
        do {
            // The first start reads the program from the disk, so it is not measured.
            _ = try peer.start(port: port)
        }
        let server = try peer.start(port: port)
        figures.startSeconds = server.startSeconds
        _ = try Wrk(port: port, target: peer.target, connections: 64, seconds: 1)

        let before = server.processorSeconds
        let keptAlive = try Wrk(port: port, target: peer.target, connections: 64, seconds: seconds)
        figures.rate64 = keptAlive.requestsPerSecond
        figures.p99 = keptAlive.p99Milliseconds
        figures.processor64 = (server.processorSeconds - before) / max(1, keptAlive.requests) * 1e6
        figures.resident = server.residentMegabytes
        figures.rate256 = try Wrk(port: port, target: peer.target, connections: 256, seconds: seconds).requestsPerSecond
        figures.rateClosing = try Wrk(port: port, target: peer.target, connections: 64, seconds: seconds, closes: true)
            .requestsPerSecond
        figures.ratePipelined = try Wrk(port: port, target: peer.target, connections: 64, seconds: seconds, depth: 16)
            .requestsPerSecond
        if peer.takesUploads {
            let resident = server.peakMegabytes
            figures.uploadSeconds = try (0..<5).map { _ in try upload(megabytes: 100, port: port) }.min()
            figures.uploadGrowth = server.peakMegabytes - resident
        }
        return figures
    }

    private func upload(megabytes: Int, port: UInt16) throws -> Double {
        let client = try Client(port: port)
        let piece = [UInt8](repeating: 0x61, count: 1_000_000)
        let clock = ContinuousClock()
        let start = clock.now
        try client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: \(megabytes * piece.count)\r\n\r\n")
        for _ in 0..<megabytes { try client.send(piece) }
        _ = try client.readAnswer()
        return (clock.now - start).seconds
    }

    private func printTable(_ all: [Figures]) {
        func row(_ label: String, _ value: (Figures) -> String) {
            Report.line(pad(label, 34) + all.map { pad(value($0), 13) }.joined())
        }
        row("") { $0.name }
        row("64 connections, requests/s") { number($0.rate64, 0) }
        row("  CPU per request, µs") { number($0.processor64, 1) }
        row("  p99, ms") { number($0.p99, 2) }
        row("  resident, MB") { number($0.resident, 1) }
        row("256 connections, requests/s") { number($0.rate256, 0) }
        row("Connection: close, requests/s") { number($0.rateClosing, 0) }
        row("pipelined 16, requests/s") { number($0.ratePipelined, 0) }
        row("100 MB body, ms (best of 5)") { $0.uploadSeconds.map { number($0 * 1000, 0) } ?? "-" }
        row("  memory grown by, MB") { $0.uploadSeconds == nil ? "-" : number($0.uploadGrowth, 1) }
        row("start to first answer, ms") { number($0.startSeconds * 1000, 1) }
    }

    private func printBars(_ all: [Figures]) {
        func figures(_ name: String) -> Figures? { all.first { $0.name == name } }
        guard let ours = figures("ours") else { return }
        Report.line("")
        if let service = figures("service") {
            printBars("service", service, figures)
        } else {
            Report.line("the service is missing, so the bars are those of a constant answer: swift build -c release")
            printBars("ours", ours, figures)
        }
        bar("100 MB body / Go ≤ 1", quotient(ours.uploadSeconds, figures("Go")?.uploadSeconds)) { $0 <= 1 }
        bar("  memory grown by ≤ 1 MB", ours.uploadGrowth) { $0 <= 1 }
    }

    private func printBars(_ name: String, _ ours: Figures, _ figures: (String) -> Figures?) {
        Report.line("bars of: \(name)")
        bar("64 connections / Go ≥ 1.5", figures("Go").map { ours.rate64 / $0.rate64 }) { $0 >= 1.5 }
        bar("64 connections / Hummingbird ≥ 2", figures("Hummingbird").map { ours.rate64 / $0.rate64 }) { $0 >= 2 }
        bar("CPU per request ≤ 16 µs", ours.processor64) { $0 <= 16 }
        bar("256 / 64 connections ≥ 0.85", ours.rate256 / ours.rate64) { $0 >= 0.85 }
        bar("Connection: close / Go ≥ 0.9", figures("Go").map { ours.rateClosing / $0.rateClosing }) { $0 >= 0.9 }
        bar("pipelined 16 / unpipelined ≥ 3", ours.ratePipelined / ours.rate64) { $0 >= 3 }
        bar("resident ≤ 40 MB", ours.resident) { $0 <= 40 }
        bar("start to first answer ≤ 50 ms", ours.startSeconds * 1000) { $0 <= 50 }
    }

    private func quotient(_ left: Double?, _ right: Double?) -> Double? {
        guard let left, let right else { return nil }
        return left / right
    }

    private func bar(_ label: String, _ value: Double?, isMet: (Double) -> Bool) {
        guard let value else { return Report.line(pad(label, 34) + "no peer") }
        Report.line(pad(label, 34) + pad(number(value, 2), 13) + (isMet(value) ? "met" : "NOT MET"))
    }

    private func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
