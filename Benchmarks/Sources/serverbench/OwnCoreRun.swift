import Foundation

/// Compares what one request costs when the server has one core and the load generator another.
///
/// Beside a load generator on the same cores, a server pays for the caches that it loses and for being moved. That part grows with the number
/// of its threads, and is none of its work.
struct OwnCoreRun {
    private let seconds = ProcessInfo.processInfo.environment["SERVERBENCH_SECONDS"].flatMap(Int.init) ?? 2
    private let rounds = 5
    private let names = ["service", "ours", "nginx", "Go"]

    func run() throws {
        for program in ["wrk", "taskset"] where !Command.isInstalled(program) {
            return Report.line("own-core: skipped: \(program) is missing")
        }
        guard ProcessInfo.processInfo.activeProcessorCount >= 2 else {
            return Report.line("own-core: skipped: it needs two cores")
        }
        let peers = Peer.all.filter { names.contains($0.name) }
        var figures: [String: [Double]] = [:]
        for round in 0..<rounds {
            // In turn, so that all of them share the good and the bad minutes of the machine.
            for (index, peer) in peers.enumerated() {
                do {
                    let port = UInt16(18_500 + 10 * round + index)
                    figures[peer.name, default: []].append(try processorMicroseconds(peer, port: port))
                } catch {
                    Report.line("\(peer.name): missing: \(error)")
                }
            }
        }
        Report.line("64 connections, the server on a core of its own, CPU per request:")
        for peer in peers {
            guard let all = figures[peer.name]?.sorted(), let median = all.median else { continue }
            let range = "\(Self.text(all[0])) to \(Self.text(all[all.count - 1])) µs"
            Report.line("  \(peer.name): \(Self.text(median)) µs, \(range)")
        }
        guard let ours = figures["service"]?.median else { return }
        bar("service ≤ 12 µs", ours, 12)
        if let nginx = figures["nginx"]?.median { bar("service / nginx ≤ 1.5", ours / nginx, 1.5) }
        if let go = figures["Go"]?.median { bar("service / Go ≤ 0.75", ours / go, 0.75) }
    }

    private func processorMicroseconds(_ peer: Peer, port: UInt16) throws -> Double {
        let server = try peer.start(port: port, core: 0)
        _ = try Wrk(port: port, target: peer.target, connections: 64, seconds: 1, core: 1)
        let before = server.processorSeconds
        let load = try Wrk(port: port, target: peer.target, connections: 64, seconds: seconds, core: 1)
        return (server.processorSeconds - before) / max(1, load.requests) * 1e6
    }

    private func bar(_ label: String, _ value: Double, _ most: Double) {
        Report.line("\(label): \(String(format: "%.2f", value)) \(value <= most ? "met" : "NOT MET")")
    }

    private static func text(_ value: Double) -> String { String(format: "%.1f", value) }
}

extension [Double] {
    /// The middle one; nil if there is none.
    fileprivate var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}
