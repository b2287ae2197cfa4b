import Dispatch
import Foundation
import Synchronization

/// Measures the service's promises about time, which no test may check by a clock. Each line shows its bound.
struct BoundsRun {
    private static let side = 30
    private static let laws = 6

    private let executable = URL(fileURLWithPath: CommandLine.arguments[0])
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".build/release/performance-law").path

    func run() throws {
        let command = [executable, "serve", "--port", "PORT", "--store", "memory:"]
        let server = try ServerProcess(command, port: 18_460)
        let client = try Client(port: server.port)
        let hostile = "/optimal?" + Array(repeating: "a", count: 4_070).joined(separator: "&")
        report("8 KiB of unknown parameters", bound: "0.5 ms", try times(31) { try client.exchange("GET", hostile) })
        for seed in 0..<Self.laws {
            let status = try client.exchange("POST", "/fit?name=l\(seed)", "text/csv", grid(seed: seed))
            guard status == 201 else { throw Failure("the service fits no law: \(status)") }
        }
        let size = Self.side * Self.side
        report(
            "GET /laws, \(Self.laws) laws of \(size) configurations",
            bound: "5 ms",
            try times(15) { try client.exchange("GET", "/laws") }
        )
        let predict = "/predict?law=l0&layers=5&dim=40"
        report("/predict by one of them", bound: "20 ms", try times(31) { try client.exchange("GET", predict) })
        report(
            "/predict by one of them beside fits",
            bound: "20 ms",
            try besideFits(server.port) {
                try client.exchange("GET", predict)
            }
        )
        Report.line(String(format: "resident afterwards: %.0f MB", server.residentMegabytes))
        for number in 0..<100 {
            let status = try client.exchange(
                "POST",
                "/fit?name=s\(number)",
                "text/csv",
                grid(seed: 100 + number, side: 5)
            )
            guard status == 201 else { throw Failure("the service fits no law: \(status)") }
        }
        report("GET /laws?limit=100", bound: "5 ms", try times(31) { try client.exchange("GET", "/laws?limit=100") })
    }

    private func report(_ name: String, bound: String, _ times: [Double]) {
        let (median, worst) = (times[times.count / 2] * 1_000, (times.last ?? 0) * 1_000)
        Report.line("\(name): median \(String(format: "%.2f ms, max %.2f ms", median, worst)) (bound \(bound))")
    }

    /// Seconds of each call, ascending.
    private func times(_ count: Int, _ call: () throws -> Int) throws -> [Double] {
        let clock = ContinuousClock()
        return try (0..<count).map { _ in
            let start = clock.now
            _ = try call()
            return (clock.now - start).seconds
        }.sorted()
    }

    /// The same while every worker fits.
    private func besideFits(_ port: UInt16, _ call: () throws -> Int) throws -> [Double] {
        let pending = DispatchGroup()
        let faults = Mutex<[String]>([])
        for seed in 0..<4 {
            let body = grid(seed: 1_000 + seed)
            DispatchQueue.global().async(group: pending) {
                do {
                    _ = try Client(port: port).exchange("POST", "/fit", "text/csv", body)
                } catch {
                    faults.withLock { $0.append("\(error)") }
                }
            }
        }
        let times = try times(31, call)
        pending.wait()
        if let fault = faults.withLock({ $0.first }) { throw Failure("a fit fails: \(fault)") }
        return times
    }

    /// A smooth surface with noise; the same seed gives the same grid.
    private func grid(seed: Int, side: Int = Self.side) -> String {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        var lines = ["layers,dim,HR@10"]
        for layers in 1...side {
            for width in 1...side {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let noise = (Double(state >> 40) / Double(1 << 24) - 0.5) * 0.004
                let value = 0.2 + 0.02 * log(Double(layers)) + 0.01 * log(Double(8 * width)) + noise
                lines.append("\(layers),\(8 * width),\(String(format: "%.6f", value))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Client {
    /// Sends a request and reads its whole answer. Returns the status.
    @discardableResult
    func exchange(_ method: String, _ target: String, _ type: String? = nil, _ body: String = "") throws -> Int {
        let fields = type.map { "Content-Type: \($0)\r\nContent-Length: \(body.utf8.count)\r\n" } ?? ""
        try send("\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n\(body)")
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure("recv: \(count == 0 ? 0 : errno)") }
            answer += buffer[..<count]
            guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
            let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
            let length = head.first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)) }
            if answer.count - end.upperBound >= (length ?? 0) {
                return head.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
            }
        }
    }
}
