import CCountingLoop
import Foundation
import InteractionLog
import SequenceEntropy

/// One row's work, done in a process of its own so that its peak memory is its own too.
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

    /// What the row is compared with: the peers of the same group, and the C loop.
    var group: String {
        switch self {
        case .memory, .parallel, .cLoop, .ratio, .sweep, .allMeasures, .parallelMeasures: "memory"
        case .json: "json"
        case .lines: "lines"
        case .pooled: "pooled"
        case .tolerance: "tolerance"
        }
    }

    /// Whether the group's other rows are measured against this one.
    var isReference: Bool { ![.parallel, .cLoop, .ratio, .sweep, .allMeasures, .parallelMeasures].contains(self) }

    /// The most tokens that the row is measured with: tolerant matching grows faster than the log, and zlib takes a second
    /// for a few million.
    var largest: Int {
        switch self {
        case .tolerance: 110_000
        case .allMeasures, .parallelMeasures: 1_100_000
        default: .max
        }
    }

    /// - Parameter log: The files of the log.
    func argument(_ log: LogFiles) -> String {
        switch self {
        case .json, .pooled: log.json
        case .lines: log.lines
        case .memory, .parallel, .cLoop, .ratio, .allMeasures, .parallelMeasures, .sweep, .tolerance: log.inMemory
        }
    }

    /// - Parameter argument: A file, or how many tokens to make.
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

    /// - Returns: How many tokens there were.
    private func work(on log: InMemoryLog) throws -> Int {
        switch self {
        case .allMeasures, .parallelMeasures:
            let entropy = try ParallelEntropy(m: [2], jobs: self == .allMeasures ? 1 : 2)
            log.forEachUser { entropy.add($1, integers: $1) }
            return entropy.finish().points()[0].summary.tokens
        case .parallel:
            let entropy = try ParallelEntropy(m: [2], measures: [], jobs: 2)
            entropy.add(log.items, lengths: log.lengths)
            return entropy.finish().points()[0].summary.tokens
        case .cLoop:
            let sum = counting_loop(log.items, log.lengths, log.lengths.count)
            precondition(sum > 0)
            return log.items.count
        default:
            var entropy = DatasetEntropy(options: try EntropyOptions(measures: []))
            log.forEachUser { entropy.add($1) }
            return entropy.summary().tokens
        }
    }

    /// All combinations in one pass, and each in a pass of its own.
    private func sweep(_ log: InMemoryLog) throws -> Figures {
        let (patternLengths, maxLengths) = ([2, 3], [25, 50, 100, 200])
        var figures = try measure {
            var entropy = try EntropySweep(m: patternLengths, maxLength: maxLengths, measures: [])
            log.forEachUser { entropy.add($1) }
            precondition(entropy.points().count == patternLengths.count * maxLengths.count)
            return log.items.count
        }
        let separate = try measure {
            for m in patternLengths {
                for maxLength in maxLengths {
                    let options = try EntropyOptions(m: m, maxLength: maxLength, measures: [])
                    var entropy = DatasetEntropy(options: options)
                    log.forEachUser { entropy.add($1) }
                    precondition(entropy.summary().users == log.lengths.count)
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

    /// The best of several runs each, one after another: what else the machine does meets all of them alike.
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

    /// Reads a file in slices as the service gets them, so that memory is what the measuring takes.
    private static func measure(_ path: String, _ format: LogFormat, _ measures: Set<Measure>) throws -> Figures {
        let watch = Stopwatch()
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        var sink = Sink(options: try EntropyOptions(measures: measures))
        var reader = LogReader(format: format)
        while let slice = try file.read(upToCount: 1 << 18), !slice.isEmpty {
            try slice.withUnsafeBytes { try reader.read($0, into: &sink) }
        }
        try reader.finish(into: &sink)
        let summary = sink.entropy.summary()
        return Figures(tokens: summary.tokens, watch)
    }

    private static func tolerance(_ count: Int) throws -> Figures {
        var random = SplitMix(state: seed)
        // A sum of twelve uniform numbers has variance 1.
        let values = (0..<count).map { _ in (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() } }
        let watch = Stopwatch()
        let entropy = try ApproximateEntropy(ofValues: values, m: 2, r: 0.2)
        precondition(entropy.isDefined)
        return Figures(tokens: values.count, watch)
    }
}
