import Foundation

/// One run of the load generator wrk (Debian's package `wrk`).
struct Wrk {
    var requestsPerSecond: Double
    var requests: Double
    var p99Milliseconds: Double

    static var isInstalled: Bool { Command.isInstalled("wrk") }

    init(
        port: UInt16,
        target: String,
        connections: Int,
        seconds: Int,
        closes: Bool = false,
        depth: Int = 1,
        core: Int? = nil
    ) throws {
        var arguments = ["wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "--latency"]
        if closes { arguments += ["-H", "Connection: close"] }
        let script = FileManager.default.temporaryDirectory.appendingPathComponent("pipeline-\(getpid()).lua")
        if depth > 1 {
            let text = """
                init = function() local r = {} for i = 1, \(depth) do r[i] = wrk.format() end all = table.concat(r) end
                request = function() return all end
                """
            try text.write(to: script, atomically: true, encoding: .utf8)
            arguments += ["-s", script.path]
        }
        let output = try Command.output(Command.on(core, arguments + ["http://127.0.0.1:\(port)\(target)"]))
        if depth > 1 { try FileManager.default.removeItem(at: script) }
        requestsPerSecond = Self.number(behind: "Requests/sec:", in: output)
        p99Milliseconds = Self.milliseconds(behind: "99%", in: output)
        let words = output.split(whereSeparator: \.isWhitespace)
        requests = words.firstIndex(of: "requests").flatMap { Double(words[$0 - 1]) } ?? 0
    }

    private static func word(behind label: String, in output: String) -> Substring {
        guard let range = output.range(of: label) else { return "" }
        return output[range.upperBound...].split(whereSeparator: \.isWhitespace).first ?? ""
    }

    private static func number(behind label: String, in output: String) -> Double {
        Double(word(behind: label, in: output)) ?? 0
    }

    private static func milliseconds(behind label: String, in output: String) -> Double {
        let text = word(behind: label, in: output)
        for (unit, factor) in [("us", 0.001), ("ms", 1), ("s", 1000)] where text.hasSuffix(unit) {
            return (Double(text.dropLast(unit.count)) ?? 0) * factor
        }
        return 0
    }
}
