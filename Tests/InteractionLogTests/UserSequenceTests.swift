import JSONText
import ResourceMetering
import Testing

@testable import InteractionLog

@Suite("Sequence of a user")
struct UserSequenceTests {
    /// A vocabulary and the items of one sequence, given by their labels.
    private struct Log {
        var vocabulary = Vocabulary()
        var items: [UInt32] = []

        init(_ labels: [String]) {
            for label in labels {
                if let integer = Int64(label) {
                    items.append(vocabulary.index(of: integer))
                } else {
                    let text = Array(label.utf8)
                    items.append(text.withUnsafeBufferPointer { vocabulary.index(of: $0) }.index)
                }
            }
        }

        func withSequence<Value>(_ body: (UserSequence) -> Value) -> Value {
            let codes = items.map { vocabulary.code(of: $0) }
            return withUnsafePointer(to: vocabulary) { vocabulary in
                items.withUnsafeBufferPointer { items in
                    codes.withUnsafeBufferPointer { codes in
                        body(UserSequence(items: items, codes: codes, vocabulary: vocabulary))
                    }
                }
            }
        }
    }

    @Test(
        "its suffix has the last items with their labels",
        arguments: [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (.max, 3)]
    )
    func suffix(_ maxLength: Int, _ count: Int) {
        let log = Log(["5", "a", "5000000000"])
        log.withSequence { sequence in
            let suffix = sequence.suffix(maxLength)
            #expect(Array(suffix.items) == Array(log.items.suffix(count)))
            #expect((0..<suffix.count).map { suffix.label(at: $0) } == ["5", "a", "5000000000"].suffix(count))
        }
    }

    @Test(
        "has integers only if all labels are unsigned and of 32 bits",
        arguments: [
            (["0", "4294967295", "7"], [0, .max, 7]), ([], []), (["1", "-1"], nil), (["4294967296"], nil),
            (["1", "a"], nil),
            (["0.5"], nil),
        ] as [([String], [UInt32]?)]
    )
    func integers(_ labels: [String], _ integers: [UInt32]?) {
        var found: [UInt32] = [9]
        let areIntegers = Log(labels).withSequence { $0.integers(into: &found) }
        #expect(areIntegers == (integers != nil))
        if let integers { #expect(found == integers) }
    }

    @Test(
        "has values only if all labels are numeric",
        arguments: [
            (["0.5", "-3", "9007199254740993", "12"], [0.5, -3, 9_007_199_254_740_992, 12]), ([], []),
            (["1", "a"], nil),
        ] as [([String], [Double]?)]
    )
    func values(_ labels: [String], _ values: [Double]?) {
        var found: [Double] = [9]
        let areNumeric = Log(labels).withSequence { $0.values(into: &found) }
        #expect(areNumeric == (values != nil))
        if let values { #expect(found == values) }
    }

    @Test("writes every label followed by 0xFF, short integers or not", arguments: 0..<6 as Range<UInt64>)
    func labels(_ seed: UInt64) {
        var random = Seeded(seed)
        let powers = (0...9).flatMap { exponent in
            let power = (0..<exponent).reduce(1) { power, _ in power * 10 }
            return [power - 1, power, power + 1]
        }
        var labels = powers.map { "\($0)" }.shuffled(using: &random)
        if seed % 3 == 0 { labels.removeAll { $0.count > 8 } }
        if seed % 3 == 1 { labels.insert(contentsOf: ["é", "-12", "9223372036854775807"], at: 4) }
        let written: [UInt8] = labels.flatMap { label -> [UInt8] in Array(label.utf8) + [0xFF] }
        var text: [UInt8] = []
        Log(labels).withSequence { $0.writeLabels(to: &text) }
        #expect(text == written, "seed \(seed)")

        // Integers have a path of their own.
        Log(labels).withSequence { sequence in
            #expect((sequence.integerLabels != nil) == (seed % 3 != 1), "seed \(seed)")
        }
        var short = labels.compactMap(UInt32.init).filter { $0 < 1 << 31 }
        short += (0..<1_000).map { _ in
            UInt32.random(in: 0..<(1 << UInt32.random(in: 1...31, using: &random)), using: &random)
        }
        var digits = [UInt8](repeating: 0xAA, count: DecimalDigits.mostBytes(of: short.count))
        let length = short.withUnsafeBufferPointer { short in
            digits.withUnsafeMutableBytes { DecimalDigits.write(short, separator: 0xFF, to: $0) }
        }
        #expect(
            Array(digits[..<length]) == short.flatMap { integer -> [UInt8] in Array("\(integer)".utf8) + [0xFF] },
            "seed \(seed)"
        )
    }

    @Test("a fingerprint does not depend on the path or on what the buffer held")
    func scratch() {
        var scratch = [UInt8](repeating: 0xAA, count: 100)
        var fingerprints: Set<String> = []
        for vocabulary in [["1", "22"], ["x", "1", "22"], ["1", "22", "333"]] {
            // The same sequence, with other labels in the vocabulary, and one of the buffers used before.
            var log = Log(vocabulary)
            log.items = ["1", "22"].map { log.vocabulary.index(of: Int64($0) ?? 0) }
            var fingerprint = DatasetFingerprint()
            log.withSequence { fingerprint.add($0, scratch: &scratch) }
            fingerprints.insert(fingerprint.hex)
        }
        #expect(fingerprints.count == 1)
        #expect(fingerprints.allSatisfy { $0.count == 32 && $0 != String(repeating: "0", count: 32) })
    }

    @Test("a fingerprint by several threads is that of one thread", arguments: 0..<4 as Range<UInt64>)
    func threads(_ seed: UInt64) {
        var random = Seeded(seed)
        var alone = DatasetFingerprint()
        let parallel = ParallelFingerprint(threads: seed == 0 ? NoSpareThreads() : ThreadPool(threads: 1 + Int(seed)))
        var scratch: [UInt8] = []
        // Long enough for many batches; some sequences are empty, some have texts, and one is too long for a batch.
        for number in 0..<300 {
            let length = number == 150 ? 150_000 : Int.random(in: 0...600, using: &random)
            var labels = (0..<length).map { _ in "\(Int.random(in: 0..<(3 << 30), using: &random) >> 3)" }
            if number % 50 == 7 { labels.append("text") }
            if number % 50 == 9 { labels.append("4000000000") }
            Log(labels).withSequence {
                alone.add($0, scratch: &scratch)
                parallel.add($0)
            }
            if number == 250 {
                #expect(seed == 0 || parallel.bytes > 1 << 16)
                parallel.spill()
                #expect(parallel.bytes == 0)
            }
            if number == 280 { parallel.hashAlone() }
            // The text of the longest sequence, in an array that has doubled. A batch of so many sequences would be larger.
            if number > 280 { #expect(parallel.bytes <= 2 * 600 * 11, "seed \(seed)") }
            if number == 200 { #expect(parallel.finish() == alone, "seed \(seed)") }
        }
        #expect(parallel.finish() == alone, "seed \(seed)")
        #expect(parallel.finish() == alone, "asked again, seed \(seed)")
    }
}
