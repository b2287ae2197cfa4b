import CCountingLoop
import Foundation
import InteractionLog
import SequenceEntropy

// entropybench [TOKENS…]              the table, each row in a process of its own
// entropybench generate FORMAT N FILE  the synthetic log as `json` or `lines`
// entropybench row NAME FILE|N         one row: tokens, seconds, processor seconds, peak MB

let seed: UInt64 = 20_261_122

func report(_ tokens: Int, _ watch: Stopwatch) {
    let processor = watch.processorTime
    print(tokens, watch.elapsed, processor, Stopwatch.peakMegabytes)
}

/// Reads a file in slices as the service gets them, so that memory is what the measuring takes.
func measure(_ path: String, _ format: LogFormat, _ measures: Set<Measure>) throws {
    let watch = Stopwatch()
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    var sink = Sink(options: try EntropyOptions(measures: measures))
    var reader = LogReader(format: format)
    while let slice = try file.read(upToCount: 1 << 18), !slice.isEmpty {
        try slice.withUnsafeBytes { try reader.read($0, into: &sink) }
    }
    try reader.finish(into: &sink)
    let summary = sink.entropy.summary()
    report(summary.tokens, watch)
}

func run(_ row: Row, _ argument: String) throws {
    switch row {
    case .json: try measure(argument, .json, [])
    case .lines: try measure(argument, .sasrec, [])
    case .pooled: try measure(argument, .json, [.pooled])
    case .memory:
        let log = SyntheticLog(tokens: Int(argument) ?? 0, seed: seed)
        let watch = Stopwatch()
        var entropy = DatasetEntropy(options: try EntropyOptions(measures: []))
        log.forEachUser { entropy.add($1) }
        report(entropy.summary().tokens, watch)
    case .cLoop:
        let log = SyntheticLog(tokens: Int(argument) ?? 0, seed: seed)
        let watch = Stopwatch()
        let sum = counting_loop(log.items, log.lengths, log.lengths.count)
        precondition(sum > 0)
        report(log.items.count, watch)
    case .tolerance:
        var random = SplitMix(state: seed)
        // A sum of twelve uniform numbers has variance 1.
        let values = (0..<min(Int(argument) ?? 0, 1_000_000)).map { _ in
            (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
        }
        let watch = Stopwatch()
        let entropy = try ApproximateEntropy(ofValues: values, m: 2, r: 0.2)
        precondition(entropy.isDefined)
        report(values.count, watch)
    }
}

func output(of executable: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
}

func printRow(_ name: String, _ figures: String) {
    let fields = figures.split { $0.isWhitespace }.compactMap { Double($0) }
    guard fields.count == 4 else { return print("| \(name) | \(figures.isEmpty ? "failed" : figures) |") }
    func rounded(_ value: Double) -> String { String(format: "%.3g", value) }
    let rate = fields[0] / fields[1] / 1e6
    print(
        "| \(name) | \(Int(fields[0])) | \(rounded(fields[1])) | \(rounded(fields[2])) | \(rounded(rate)) | \(Int(fields[3])) |"
    )
}

func table(_ sizes: [Int]) throws {
    let this = CommandLine.arguments[0]
    let peers = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Peers/python/entropy_peers.py"
    )
    .path
    let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "/usr/bin/env"
    print("| work | tokens | s | CPU s | M tokens/s | peak MB |")
    print("|---|---|---|---|---|---|")
    for size in sizes {
        let folder = FileManager.default.temporaryDirectory.appending(path: "entropybench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // nothing depends on its success
        let paths = ["json", "lines"].map { folder.appending(path: $0).path }
        for path in paths {
            _ = try output(of: this, ["generate", path.hasSuffix("json") ? "json" : "lines", "\(size)", path])
        }
        for row in Row.allCases {
            let argument = row == .json || row == .pooled ? paths[0] : row == .lines ? paths[1] : "\(size)"
            if row == .tolerance, size > 1_000_000 { continue }
            printRow(row.rawValue, try output(of: this, ["row", row.rawValue, argument]))
        }
        let arguments = (python == "/usr/bin/env" ? ["python3"] : []) + [peers, "\(size)"] + paths
        fflush(nil)  // a row is seen when it is done
        for line in try output(of: python, arguments).split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            if parts.count == 2 { printRow(parts[0], parts[1]) }
        }
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "generate" where arguments.count == 4:
    let log = SyntheticLog(tokens: Int(arguments[2]) ?? 0, seed: seed)
    try Data(arguments[1] == "json" ? log.json : log.lines).write(to: URL(filePath: arguments[3]))
case "row" where arguments.count == 3:
    guard let row = Row(rawValue: arguments[1]) else {
        print("no row of this name: \(arguments[1])")
        exit(64)
    }
    try run(row, arguments[2])
default:
    let sizes = arguments.compactMap { Int($0) }
    try table(sizes.isEmpty ? [10_000, 100_000, 1_000_000, 10_000_000, 50_000_000] : sizes)
}
