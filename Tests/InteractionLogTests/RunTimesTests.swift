import ResourceMetering
import TableReading
import TemporaryStorage
import Testing

@testable import InteractionLog

@Suite("Times of a run")
struct RunTimesTests {
    private static func counts(_ values: [Int64], _ unit: TimeUnit = .seconds) -> RunTimes {
        var times = RunTimes()
        values.withUnsafeBufferPointer { times.append($0, unit: unit) }
        return times
    }

    private static func keys(_ values: [(Int64, UInt64)], seconds: [Int64]? = nil) -> RunTimes {
        var times = RunTimes()
        for (index, value) in values.enumerated() {
            let second = seconds.map { TimeKey(seconds: $0[index]) }
            times.append(TimeKey(seconds: value.0, fraction: value.1), second: second)
        }
        return times
    }

    private static let runs: [(name: String, times: RunTimes, words: Int)] = [
        ("none", RunTimes(), 0),
        ("one", counts([5]), 3),
        ("equal", counts([-5, -5]), 4),
        ("distance below 2^32", counts([0, (1 << 32) - 1], .nanoseconds), 4),
        ("distance of 2^32", counts([0, 1 << 32], .milliseconds), 5),
        ("the whole range", counts([.min, .max]), 5),
        ("at the end of 64 bits", counts([.max - 1, .max]), 4),
        ("fractions", keys([(1, 5), (2, 0)]), 9),
        ("pairs", keys([(1, 5), (1, 5)], seconds: [3, 4]), 17),
    ]

    @Test("are read back as they were written, one run after another")
    func roundTrip() {
        var words: [UInt32] = []
        for run in Self.runs {
            var coded: [UInt32] = [9, 9]
            RunTimesCoding.write(run.times, file: 3, to: &coded)
            #expect(coded.count == run.words, "\(run.name)")
            words += coded
        }
        var index = 0
        words.withUnsafeBufferPointer { words in
            for run in Self.runs where run.times.count > 0 {
                let count = run.times.count
                let end = index + RunTimesCoding.wordCount(words, at: index, count: count)
                let coded = UnsafeBufferPointer(rebasing: words[index..<end])
                index = end
                #expect(RunTimesCoding.file(of: coded) == 3)
                var counts: [Int64] = []
                if run.times.keys.isEmpty { RunTimesCoding.forEachCount(coded, count: count) { counts.append($1) } }
                #expect(counts == run.times.counts, "\(run.name)")
                var pairs: [TimeKeyPair] = []
                RunTimesCoding.forEachPair(coded, count: count) { pairs.append($1) }
                let keys = run.times.counts.map { run.times.unit.key($0) } + run.times.keys
                #expect(pairs.map(\.first) == keys, "\(run.name)")
                let seconds = run.times.secondKeys
                #expect(pairs.map(\.second) == (seconds.isEmpty ? keys.map { _ in .least } : seconds), "\(run.name)")
            }
        }
        #expect(index == words.count)
    }

    @Test("stay integers while their unit is one, and are compared exactly otherwise")
    func mixedUnits() {
        var times = Self.counts([1_000, 3_000], .milliseconds)
        #expect(times.keys.isEmpty && !times.isOutOfOrder)
        [2].withUnsafeBufferPointer { times.append($0, unit: .seconds) }
        #expect(times.counts.isEmpty && times.keys.map(\.seconds) == [1, 3, 2])
        #expect(times.isOutOfOrder)
        var order: [Int] = []
        times.sort(&order)
        #expect(order == [0, 2, 1] && !times.isOutOfOrder)
    }

    @Test("equal first times are ordered by the second ones, and ties stay")
    func secondTimes() {
        var times = Self.keys([(2, 0), (1, 0), (1, 0), (1, 0)], seconds: [0, 5, 4, 5])
        var order: [Int] = []
        times.sort(&order)
        #expect(order == [2, 1, 3, 0])
        #expect(times.ties == 1)
        #expect(Self.counts([4, 4, 4, 5]).ties == 2)
    }

    @Test(
        "runs are read back as they were written, in the short form and in the long one",
        arguments: 0..<8 as Range<UInt64>
    )
    func loggedRuns(_ seed: UInt64) throws {
        var random = Seeded(seed)
        let isTimed = seed % 2 == 0
        let form = LoggedRun.Form(isTimed: isTimed, unit: .milliseconds)
        let bounds: [UInt32] = [0, 1, (1 << 31) - 1]
        let times: [Int64] = [0, 1, (1 << 32) - 1, 1 << 32, -1, .max, .min, 1_700_000_000, 1_700_000_000_000]
        var row = SpilledWords(residentBytes: seed < 4 ? 1 << 30 : 1)
        var expected: [(users: [UInt32], items: [UInt32], times: [Int64], unit: TimeUnit, file: Int)] = []
        for _ in 0..<2_000 {
            let count = Int.random(in: 1...4, using: &random)
            let users = (0..<count).map { _ in bounds.randomElement(using: &random) ?? 0 }
            let items = (0..<count).map { _ in bounds.randomElement(using: &random) ?? 0 }
            let ofRow = isTimed ? (0..<count).map { _ in times.randomElement(using: &random) ?? 0 } : []
            let (unit, file) = (
                Bool.random(using: &random) ? TimeUnit.milliseconds : .seconds, Int.random(in: 0...1, using: &random)
            )
            var words: [UInt32] = []
            ofRow.withUnsafeBufferPointer {
                LoggedRun.write(users: users, items: items, times: $0, unit: unit, file: file, form: form, to: &words)
            }
            try words.withUnsafeBufferPointer { try row.append($0) }
            expected.append((users, items, ofRow, unit, file))
        }
        var users: [UInt32] = []
        var (items, read): ([UInt32], [TimeKey]) = ([], [])
        var (files, written): ([Int], [UInt32]) = ([], [])
        try LoggedRun.forEach(in: row, form, WorkMeter()) { run in
            written += run.words
            users += run.items.map { _ in UInt32(run.user) }
            items += run.items
            guard isTimed else { return #expect(run.codedTimes.isEmpty) }
            RunTimesCoding.forEachKey(run.codedTimes, count: run.items.count) { read.append($1) }
            files += run.items.map { _ in Int(RunTimesCoding.file(of: run.codedTimes)) }
        }
        #expect(users == expected.flatMap(\.users), "seed \(seed)")
        #expect(items == expected.flatMap(\.items), "seed \(seed)")
        var all: [UInt32] = []
        try row.forEachChunk { all += $0 }
        #expect(written == all, "seed \(seed)")
        // A single interaction takes two words, three if its time is one word, or four.
        #expect(all.count < expected.reduce(0) { $0 + $1.items.count * (isTimed ? 6 : 3) }, "seed \(seed)")
        guard isTimed else { return }
        #expect(read == expected.flatMap { row in row.times.map { row.unit.key($0) } }, "seed \(seed)")
        #expect(files == expected.flatMap { row in row.times.map { _ in row.file } }, "seed \(seed)")
    }
}
