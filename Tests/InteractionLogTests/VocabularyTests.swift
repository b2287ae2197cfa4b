import Testing

@testable import InteractionLog

@Suite("Vocabulary")
struct VocabularyTests {
    /// A label as the readers pass it on.
    private enum Label: Hashable, CustomStringConvertible {
        case integer(Int64)
        case text(String)

        var description: String {
            switch self {
            case .integer(let integer): "\(integer)"
            case .text(let text): text
            }
        }
    }

    private static func index(of label: Label, in vocabulary: inout Vocabulary) -> UInt32 {
        switch label {
        case .integer(let integer): vocabulary.index(of: integer)
        case .text(let text):
            Array(text.utf8).withUnsafeBufferPointer { vocabulary.index(of: $0) }.index
        }
    }

    /// Where the representation of an integer changes: the first and largest direct table (2^16 + 16 per label, 2^22),
    /// what fits a code (2^31), 32 and 64 bits.
    private static let edges: [Int64] = [
        -1, 0, 1, 65_535, 65_536, 65_551, 65_552, 131_072, (1 << 22) - 1, 1 << 22, (1 << 22) + 1, 99_999_999,
        100_000_000,
        (1 << 31) - 1, 1 << 31, (1 << 31) + 1, (1 << 32) - 1, 1 << 32, .max, .min,
    ]

    @Test("indexes labels by first appearance, whatever their kind")
    func order() {
        let labels: [Label] = [
            .integer(7), .text("a"), .integer(-7), .text(""), .integer(1 << 40), .integer(0), .text("é"),
            .integer(5_000_000),
        ]
        var vocabulary = Vocabulary()
        for _ in 0..<2 {
            #expect(labels.map { Self.index(of: $0, in: &vocabulary) } == Array(0..<UInt32(labels.count)))
        }
        #expect(vocabulary.count == labels.count)
        for (index, label) in labels.enumerated() {
            #expect(vocabulary.label(of: UInt32(index)) == label.description)
        }
    }

    @Test("says whether a text is new, and keeps its value")
    func texts() {
        var vocabulary = Vocabulary()
        let text = Array("0.5".utf8)
        for isNew in [true, false] {
            let outcome = text.withUnsafeBufferPointer { vocabulary.index(of: $0) }
            #expect(outcome == (0, isNew))
        }
        Array("0.5x".utf8).withUnsafeBufferPointer { #expect(vocabulary.index(of: $0) == (1, true)) }
        #expect(vocabulary.value(of: 0) == 0.5 && vocabulary.value(of: 1) == nil)
    }

    @Test(
        "a text has the value of the decimal number that it is",
        arguments: [
            ("0012", 12), ("1e3", 1_000), ("-.5", -0.5), ("+7", 7), ("7.", 7), ("1.2E+1", 12), ("1e400", nil),
            ("", nil),
            ("nan", nil), ("inf", nil), ("0x10", nil), ("1_000", nil), ("7 ", nil), ("1e", nil), (".", nil), ("-", nil),
        ] as [(String, Double?)]
    )
    func values(_ text: String, _ value: Double?) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { LabelValue.value(of: $0) } == value)
    }

    @Test(
        "gives integers at every limit of the representation back, added in any order",
        arguments: 0..<8 as Range<UInt64>
    )
    func integers(_ seed: UInt64) {
        var random = Seeded(seed)
        let integers = Self.edges.shuffled(using: &random)
        var vocabulary = Vocabulary()
        let indices = integers.map { vocabulary.index(of: $0) }
        #expect(indices == Array(0..<UInt32(integers.count)), "seed \(seed)")
        #expect(integers.map { vocabulary.index(of: $0) } == indices, "seed \(seed)")
        for (index, integer) in zip(indices, integers) {
            #expect(vocabulary.integer(code: vocabulary.code(of: index)) == integer)
            #expect(vocabulary.value(of: index) == Double(integer))
            #expect(vocabulary.label(of: index) == "\(integer)")
            let code = vocabulary.code(of: index)
            let isSmall = integer >= 0 && integer < 1 << 31
            #expect((code < 1 << 31) == isSmall)
            if isSmall { #expect(Int64(code) == integer) }
        }
    }

    @Test("finds integers again that the growing direct table covers only later")
    func growth() {
        var vocabulary = Vocabulary()
        // Far beyond the table of few labels, so all of them are hashed at first.
        let early = (1...50).map { Int64($0) * 70_000 }
        let earlyIndices = early.map { vocabulary.index(of: $0) }
        // Enough small labels that the table may grow to its limit.
        for integer in 0..<300_000 { _ = vocabulary.index(of: Int64(integer)) }
        #expect(vocabulary.index(of: (1 << 22) - 1) == vocabulary.index(of: (1 << 22) - 1))
        #expect(early.map { vocabulary.index(of: $0) } == earlyIndices)
        // 0 … 299,999 contains 70,000, 140,000, 210,000 and 280,000.
        #expect(vocabulary.count == 50 + 300_000 - 4 + 1)
    }

    @Test(
        "dense integers in any order move from the hash table to the array, and stay what they were",
        arguments: 0..<3 as Range<UInt64>
    )
    func dense(_ seed: UInt64) {
        var random = Seeded(seed)
        // The limit is that of a large log, made small.
        var vocabulary = Vocabulary(sparseLimit: 1 << 10)
        var expected: [Int64: UInt32] = [:]
        // On the last seed some integers are negative, so the hash table is never empty.
        let others: [Int64] = seed == 2 ? [-5, -1 << 40, 1 << 50] : []
        for integer in others + (0..<60_000).map({ Int64($0) }).shuffled(using: &random) {
            expected[integer] = UInt32(expected.count)
            _ = vocabulary.index(of: integer)
            guard let known = expected.randomElement(using: &random) else { continue }
            guard vocabulary.index(of: known.key) == known.value else {
                Issue.record("seed \(seed): another index for \(known.key)")
                return
            }
        }
        #expect(expected.allSatisfy { vocabulary.index(of: $0.key) == $0.value } && vocabulary.count == expected.count)
        // Four bytes for the code and for each entry of the array, of which a quarter is used at least. A hash table takes 8 to 24 more.
        let table = 24 * others.count + 8 * 64 * 2
        #expect(vocabulary.bytes <= 60_000 * (8 + 16) + table, "\(vocabulary.bytes) bytes")
    }

    @Test("labels that are no small integers leave no room for an array of those")
    func mixed() {
        var vocabulary = Vocabulary(sparseLimit: 1 << 10)
        for number in 0..<20_000 {
            _ = Self.index(of: .text("\(number)x"), in: &vocabulary)
            _ = vocabulary.index(of: 1 << 40 + Int64(number))
        }
        let before = vocabulary.bytes
        for integer in [600, 1_000, 30_000, 100_000] as [Int64] { _ = vocabulary.index(of: integer) }
        #expect(vocabulary.bytes < before + (1 << 16), "\(vocabulary.bytes - before) bytes for four integers")
    }

    @Test("agrees with a dictionary", arguments: 0..<3 as Range<UInt64>)
    func property(_ seed: UInt64) {
        var random = Seeded(seed)
        var vocabulary = Vocabulary()
        var expected: [Label: UInt32] = [:]
        for step in 0..<30_000 {
            let label: Label =
                switch UInt8.random(in: 0..<8, using: &random) {
                case 0: .text("\(Int.random(in: 0..<3_000, using: &random))x")
                case 1:
                    .integer(
                        Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<60, using: &random)
                    )
                case 2:
                    .integer(
                        (Self.edges.randomElement(using: &random) ?? 0) &+ Int64.random(in: -2...2, using: &random)
                    )
                default: .integer(Int64.random(in: 0..<Int64(step * 10 + 1), using: &random))
                }
            let index = expected[label, default: UInt32(expected.count)]
            expected[label] = index
            guard Self.index(of: label, in: &vocabulary) == index else {
                Issue.record("seed \(seed), step \(step): another index for \(label)")
                return
            }
        }
        #expect(vocabulary.count == expected.count && expected.count > 5_000)
        for (label, index) in expected where vocabulary.label(of: index) != label.description {
            Issue.record("seed \(seed): another label for \(label)")
        }
    }

    @Test(
        "a batch of integers has the indices that one after another has, and is its own codes",
        arguments: [1, 2] as [UInt64]
    )
    func batches(_ seed: UInt64) {
        var random = Seeded(seed)
        var (single, batched) = (Vocabulary(), Vocabulary())
        var indices: [UInt32] = []
        var codes: [UInt32] = []
        var all: [UInt32] = []
        for round in 0..<200 {
            let bound: UInt32 = round % 3 == 0 ? 9_999_999 : UInt32(100 * (round + 1))
            let batch = (0..<Int.random(in: 0..<300, using: &random)).map { _ in
                UInt32.random(in: 0..<bound, using: &random)
            }
            batch.withUnsafeBufferPointer { batched.append($0, indices: &indices, codes: &codes) }
            all += batch
        }
        #expect(indices == all.map { single.index(of: Int64($0)) }, "seed \(seed)")
        #expect(codes == all)
        #expect(indices.allSatisfy { batched.code(of: $0) == single.code(of: $0) })
    }

    @Test("memory is counted")
    func bytes() {
        var vocabulary = Vocabulary()
        let empty = vocabulary.bytes
        for integer in 0..<1_000 { _ = vocabulary.index(of: Int64(integer) << 33) }
        // A code and a wide integer each.
        #expect(vocabulary.bytes >= empty + 12_000)
        #expect(!vocabulary.isFull)
    }
}
