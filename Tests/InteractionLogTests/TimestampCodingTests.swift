import Testing

@testable import InteractionLog

@Suite("Timestamp coding")
struct TimestampCodingTests {
    private static func words(_ timestamps: [Timestamp]) -> [UInt32] {
        var words: [UInt32] = [9, 9]
        timestamps.withUnsafeBufferPointer { TimestampCoding.write($0, to: &words) }
        return words
    }

    private static let runs: [(name: String, timestamps: [Timestamp], words: Int)] = [
        ("none", [], 0),
        ("one", [Timestamp(5)], 3),
        ("equal", [Timestamp(-5), Timestamp(-5)], 4),
        ("distance below 2^32", [Timestamp(0), Timestamp((1 << 32) - 1)], 4),
        ("distance of 2^32", [Timestamp(0), Timestamp(1 << 32)], 9),
        ("the whole range", [Timestamp(.min), Timestamp(.max)], 9),
        ("a fraction first", [Timestamp(seconds: 1, fraction: 0.5), Timestamp(2)], 9),
        ("a fraction last", [Timestamp(1), Timestamp(seconds: 1, fraction: 0.25)], 9),
        ("at both ends of 64 bits", [Timestamp(.max - 1), Timestamp(.max)], 4),
    ]

    @Test("reads back what it wrote, one run after another")
    func roundTrip() {
        var words: [UInt32] = []
        for run in Self.runs {
            let coded = Self.words(run.timestamps)
            #expect(coded.count == run.words, "\(run.name)")
            words += coded
        }
        var index = 0
        words.withUnsafeBufferPointer { words in
            for run in Self.runs {
                var timestamps: [Timestamp] = []
                TimestampCoding.read(words, &index, count: run.timestamps.count, into: &timestamps)
                #expect(timestamps == run.timestamps, "\(run.name)")
            }
        }
        #expect(index == words.count)
    }
}
