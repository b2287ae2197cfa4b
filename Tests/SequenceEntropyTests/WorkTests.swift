import ResourceMetering
import Synchronization
import TestSupport
import Testing

@testable import SequenceEntropy

/// Work is counted, never timed.
@Suite("Work of the measures")
struct WorkTests {
    static let seed: UInt64 = 20_261_125

    enum Shape: String, CaseIterable {
        case constant, periodic, random, distinct

        func sequence(_ count: Int) -> [UInt32] {
            var random = SeededGenerator(seed: WorkTests.seed)
            return (0..<count).map { place in
                switch self {
                case .constant: 7
                case .periodic: UInt32(place % 5)
                case .random: UInt32.random(in: 0..<9, using: &random)
                case .distinct: UInt32(place)
                }
            }
        }
    }

    private static func spent(_ options: EntropyOptions, _ sequence: [UInt32], limit: Int = .max) -> WorkMeter {
        let meter = WorkMeter(limit: limit)
        var dataset = DatasetEntropy(options, meter: meter)
        dataset.add(sequence, values: options.r > 0 ? sequence.map(Double.init) : nil)
        _ = dataset.summaries()
        return meter
    }

    @Test("grows with the number of pattern lengths", arguments: Shape.allCases)
    func patternLengths(_ shape: Shape) throws {
        let sequence = shape.sequence(40_000)
        let one = Self.spent(try EntropyOptions(m: [2], measures: [.pooled]), sequence).spent
        let eight = Self.spent(try EntropyOptions(m: Array(2...9), measures: [.pooled]), sequence).spent
        #expect(one > sequence.count)
        #expect(eight > 4 * one, "\(one), \(eight)")
    }

    static let options: [(String, EntropyOptions)] = {
        func made(_ m: [Int], _ r: Double, _ measures: Set<Measure>) -> EntropyOptions {
            guard let options = try? EntropyOptions(m: m, r: r, measures: measures) else { preconditionFailure() }
            return options
        }
        return [
            ("patterns", made(Array(1...16), 0, [])), ("Lempel-Ziv", made([2], 0, [.lempelZiv])),
            ("compression", made([2], 0, [.compression])), ("pooled", made([2, 3], 0, [.pooled])),
            ("pooled, hashed", made([20, 30], 0, [.pooled])), ("grid", made([1, 2], 0.5, [])),
            ("tree", made([3, 4], 0.5, [])), ("pooled grid", made([2], 0.5, [.pooled])),
        ]
    }()

    @Test("ends soon after its budget is spent", arguments: options, Shape.allCases)
    func budget(_ named: (name: String, options: EntropyOptions), _ shape: Shape) {
        // Comparing numbers takes quadratic time.
        let sequence = shape.sequence(Build.isOptimised || named.options.r == 0 ? 60_000 : 25_000)
        let whole = Self.spent(named.options, sequence).spent
        let limit = whole / 3
        let meter = Self.spent(named.options, sequence, limit: limit)
        #expect(meter.stop == .exhausted, "\(named.name): \(whole)")
        // What one step may spend before it looks at the meter: 100 ms.
        #expect(meter.spent <= limit + 100_000_000 && meter.spent <= whole, "\(named.name): \(meter.spent) of \(whole)")
    }

    @Test("a stopped meter ends all measures without any work", arguments: options)
    func stopped(_ named: (name: String, options: EntropyOptions)) {
        for reason in [WorkMeter.Stop.departed, .draining] {
            let meter = WorkMeter()
            meter.stop(reason)
            let sequence = Shape.random.sequence(200_000)
            let parallel = ParallelEntropy(named.options, jobs: 2, meter: meter)
            for _ in 0..<100 { parallel.add(sequence, values: named.options.r > 0 ? sequence.map(Double.init) : nil) }
            _ = parallel.finish().summaries()
            #expect(meter.spent < 10_000_000, "\(named.name): \(meter.spent)")
            #expect(meter.stop == reason)
        }
    }

    @Test("a stop by another thread, at any moment, neither crashes nor hangs", arguments: options)
    func race(_ named: (name: String, options: EntropyOptions)) {
        let sequence = Shape.random.sequence(Build.isOptimised ? 20_000 : 10_000)
        let whole = Self.spent(named.options, sequence).spent
        for part in stride(from: 1, to: 12, by: Build.isOptimised ? 1 : 4) {
            let meter = WorkMeter(limit: whole * part / 12)
            let pool = ThreadPool(threads: 3)
            let parallel = ParallelEntropy(
                named.options,
                memory: 1 << 20,
                pool: pool,
                scratch: MeasuringScratch(meter: meter),
                batchSize: 500
            )
            for begin in stride(from: 0, to: sequence.count, by: 100) {
                let piece = Array(sequence[begin..<begin + 100])
                parallel.add(piece, values: named.options.r > 0 ? piece.map(Double.init) : nil)
            }
            parallel.add(sequence, values: named.options.r > 0 ? sequence.map(Double.init) : nil)
            _ = parallel.finish().summaries()
        }
    }
}

@Suite("Scratch memory")
struct ScratchTests {
    @Test("is bounded before a sequence is measured, whatever the sequence", arguments: WorkTests.Shape.allCases)
    func bound(_ shape: WorkTests.Shape) throws {
        for count in [1, 100, 4_097, 70_000, 300_000] {
            for measures in [Set(Measure.allCases), []] {
                let options = try EntropyOptions(m: [1, 2, 3, 16], measures: measures)
                let scratch = MeasuringScratch()
                let parallel = ParallelEntropy(
                    options,
                    memory: 1 << 20,
                    pool: ThreadPool(threads: 1),
                    scratch: scratch
                )
                parallel.add(shape.sequence(count))
                let bound = MeasuringScratch.bytes(items: count, options: [options], threads: 1)
                #expect(scratch.bytes <= bound, "\(count) items")
                #expect(scratch.bytes > count)
            }
        }
    }

    @Test("does not grow with the number of maximal lengths and pattern lengths")
    func shared() throws {
        let sequence = WorkTests.Shape.random.sequence(100_000)
        func bytes(_ maxLengths: [Int], _ m: [Int]) throws -> Int {
            let scratch = MeasuringScratch()
            let pool = ThreadPool(threads: 1)
            let parts = try maxLengths.map {
                ParallelEntropy(
                    try EntropyOptions(m: m, maxLength: $0, measures: []),
                    memory: 1 << 20,
                    pool: pool,
                    scratch: scratch
                )
            }
            for part in parts { part.add(sequence) }
            return scratch.bytes
        }
        let one = try bytes([100_000], [2])
        let many = try bytes((0..<16).map { 100_000 - $0 }, Array(1...16))
        // A few bytes for each combination, not for each item.
        #expect(many <= one + 256 * 64, "\(one), \(many)")
    }

    @Test("spilling gives memory back and changes no result")
    func spill() throws {
        let options = try EntropyOptions(m: [2, 3])
        func parallel() -> ParallelEntropy {
            ParallelEntropy(options, memory: 1 << 30, pool: ThreadPool(threads: 2), scratch: MeasuringScratch())
        }
        let (whole, spilled) = (parallel(), parallel())
        for round in 0..<40 {
            var random = SeededGenerator(seed: UInt64(round))
            let sequence = (0..<20_000).map { _ in UInt32.random(in: 0..<50, using: &random) }
            whole.add(sequence)
            spilled.add(sequence)
            guard round == 20 else { continue }
            let before = spilled.bytes
            spilled.spill()
            #expect(spilled.bytes < before - (1 << 20), "\(before), \(spilled.bytes)")
        }
        #expect(spilled.bytes < whole.bytes)
        let summaries = whole.finish().summaries()
        #expect(spilled.finish().summaries() == summaries)
        let alone = parallel()
        for round in 0..<40 {
            var random = SeededGenerator(seed: UInt64(round))
            alone.add((0..<20_000).map { _ in UInt32.random(in: 0..<50, using: &random) })
            // Memory may be short more than once.
            if round % 9 == 4 { alone.spill() }
            if round == 30 { alone.measureAlone() }
        }
        #expect(alone.finish().summaries() == summaries)
    }

    @Test("counting where all windows are equal asks for the memory that it takes")
    func equalWindows() throws {
        var dataset = DatasetEntropy(try EntropyOptions(measures: [.pooled]))
        for _ in 0..<1_000 { dataset.add([UInt32](repeating: 3, count: 100)) }
        let asked = Mutex(0)
        _ = dataset.summaries(admits: { bytes in
            // The scan asks first, for little.
            asked.withLock { $0 = bytes }
            return bytes < 1 << 20
        })
        #expect(asked.withLock { $0 } > 98_000 * 40)
    }
}
