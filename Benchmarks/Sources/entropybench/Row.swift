import CCountingLoop
import Foundation
import InteractionLog
import SequenceEntropy
import TableReading

/// The work of one row. Each row runs in its own process, so that its peak memory can be measured.
enum Row: String, CaseIterable {
    case memory = "ApEn per user, in memory"
    case parallel = "the same, two threads"
    case cLoop = "C counting loop, in memory"
    case ratio = "the three alternately"
    case json = "JSON to ApEn per user"
    case lines = "user item lines to ApEn per user"
    case pooled = "JSON to pooled ApEn"
    case allMeasures = "all measures, in memory"
    case parallelMeasures = "all measures, two threads"
    case sweep = "four maxLengths and two m, in memory"
    case tolerance = "ApEn of one series, r = 0.2 sd"

    /// The group of rows that are compared with each other. Peers have the same groups.
    var group: String {
        switch self {
        case .memory, .parallel, .cLoop, .ratio, .sweep, .allMeasures, .parallelMeasures: "memory"
        case .json: "json"
        case .lines: "lines"
        case .pooled: "pooled"
        case .tolerance: "tolerance"
        }
    }

    /// Whether the other rows of the group are compared with this one.
    var isReference: Bool { ![.parallel, .cLoop, .ratio, .sweep, .allMeasures, .parallelMeasures].contains(self) }

    /// The most tokens for the row. Tolerant matching grows faster than the log, and zlib takes a second for a few million
    /// tokens.
    var largest: Int {
        switch self {
        case .tolerance: 110_000
        case .allMeasures, .parallelMeasures: 1_100_000
        default: .max
        }
    }

    func argument(_ log: LogFiles) -> String {
        switch self {
        case .json, .pooled: log.json
        case .lines: log.lines
        case .memory, .parallel, .cLoop, .ratio, .allMeasures, .parallelMeasures, .sweep, .tolerance: log.inMemory
        }
    }

    /// - Parameter argument: A file, or the number of tokens to generate.
    func run(_ argument: String) throws -> Figures {
        switch self {
        case .json: return try Self.measure(argument, .json, [])
        case .lines: return try Self.measure(argument, .sasrec, [])
        case .pooled: return try Self.measure(argument, .json, [.pooled])
        case .tolerance: return try Self.tolerance(Int(argument) ?? 0)
        case .memory, .parallel, .cLoop, .allMeasures, .parallelMeasures:
            let log = try InMemoryLog(argument)
            return try measure { try work(on: log) }
        case .sweep:
            return try sweep(InMemoryLog(argument))
        case .ratio:
            return try alternate(InMemoryLog(argument))
        }
    }

    private func measure(_ body: () throws -> Int) rethrows -> Figures {
        let watch = Stopwatch()
        let tokens = try body()
        return Figures(tokens: tokens, watch)
    }

    /// - Returns: The number of tokens.
    private func work(on log: InMemoryLog) throws -> Int {
        switch self {
        case .allMeasures, .parallelMeasures:
            let entropy = ParallelEntropy(try EntropyOptions(), jobs: self == .allMeasures ? 1 : 2)
            log.forEachUser { entropy.add($1, integers: $1) }
            return entropy.finish().summaries()[0].tokens
        case .parallel:
            let entropy = ParallelEntropy(try EntropyOptions(measures: []), jobs: 2)
            log.forEachUser { entropy.add($1) }
            return entropy.finish().summaries()[0].tokens
        case .cLoop:
            let sum = counting_loop(log.items, log.lengths, log.lengths.count)
            precondition(sum > 0)
            return log.items.count
        default:
            var entropy = DatasetEntropy(try EntropyOptions(measures: []))
            log.forEachUser { entropy.add($1) }
            return entropy.summaries()[0].tokens
        }
    }

    /// Measures all combinations in one pass, then each in a pass of its own.
    private func sweep(_ log: InMemoryLog) throws -> Figures {
        let (patternLengths, maxLengths) = ([2, 3], [25, 50, 100, 200])
        var figures = try measure {
            var lengths = try maxLengths.map {
                DatasetEntropy(try EntropyOptions(m: patternLengths, maxLength: $0, measures: []))
            }
            log.forEachUser { for index in lengths.indices { lengths[index].add($1) } }
            precondition(lengths.allSatisfy { $0.summaries().count == patternLengths.count })
            return log.items.count
        }
        let separate = try measure {
            for m in patternLengths {
                for maxLength in maxLengths {
                    let options = try EntropyOptions(m: [m], maxLength: maxLength, measures: [])
                    var entropy = DatasetEntropy(options)
                    log.forEachUser { entropy.add($1) }
                    precondition(entropy.summaries()[0].users == log.lengths.count)
                }
            }
            return log.items.count
        }
        let ratio = separate.processor / figures.processor
        figures.note = String(
            format: "one pass for eight combinations is %.2f × as fast as eight passes, by CPU",
            ratio
        )
        return figures
    }

    /// The best of several runs of each row, in turn, so that other work of the machine affects all rows alike.
    private func alternate(_ log: InMemoryLog) throws -> Figures {
        var best: [Row: (elapsed: Double, processor: Double)] = [:]
        let watch = Stopwatch()
        for _ in 0..<5 {
            for row in [Row.cLoop, .memory, .parallel] {
                let figures = try row.measure { try row.work(on: log) }
                let former = best[row] ?? (.infinity, .infinity)
                best[row] = (min(former.elapsed, figures.elapsed), min(former.processor, figures.processor))
            }
        }
        guard let loop = best[.cLoop], let memory = best[.memory], let parallel = best[.parallel] else {
            preconditionFailure("all three ran")
        }
        var figures = Figures(tokens: 15 * log.items.count, watch)
        figures.note = String(
            format:
                "one thread %.2f × the C loop by CPU, %.2f by clock; two threads %.2f × one by clock, %.2f × its CPU",
            loop.processor / memory.processor,
            loop.elapsed / memory.elapsed,
            memory.elapsed / parallel.elapsed,
            parallel.processor / memory.processor
        )
        return figures
    }

    /// Reads a file in slices, as the service receives them, so that only the measurement needs memory.
    private static func measure(_ path: String, _ format: TableFormat, _ measures: Set<Measure>) throws -> Figures {
        let watch = Stopwatch()
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        var sink = Sink(options: try EntropyOptions(measures: measures))
        var reading = ReadingOptions()
        reading.format = format
        var reader = LogReader(options: reading)
        while let slice = try file.read(upToCount: 1 << 18), !slice.isEmpty {
            try slice.withUnsafeBytes { try reader.read($0, into: &sink) }
        }
        try reader.finish(into: &sink)
        let summary = sink.entropy.summaries()[0]
        return Figures(tokens: summary.tokens, watch)
    }

    private static func tolerance(_ count: Int) throws -> Figures {
        var random = SplitMix(state: seed)
        // A sum of twelve uniform numbers has variance 1.
        let values = (0..<count).map { _ in (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() } }
        let labels = [UInt32](repeating: 0, count: count)
        let watch = Stopwatch()
        var entropy = DatasetEntropy(try EntropyOptions(r: 0.2, measures: []))
        labels.withUnsafeBufferPointer { labels in
            values.withUnsafeBufferPointer { entropy.add(labels, values: $0) }
        }
        precondition(entropy.summaries()[0].apEn != nil)
        return Figures(tokens: values.count, watch)
    }
}
