import Testing

@testable import InteractionLog

@Suite("Sequence buffers")
struct SequenceBufferTests {
    private static func users(_ pending: PendingSequences, _ vocabulary: Vocabulary) -> [[String]] {
        var users: [[String]] = []
        pending.forEachUser(of: vocabulary) { number, sequence in
            #expect(number == users.count)
            users.append((0..<sequence.count).map { sequence.label(at: $0) })
        }
        return users
    }

    @Test("pending sequences: the open one is not delivered, survives the delivery of others, and can be dropped")
    func pending() {
        var vocabulary = Vocabulary()
        var pending = PendingSequences()
        func add(_ label: Int64) {
            let item = vocabulary.index(of: label)
            pending.append(item, code: vocabulary.code(of: item))
        }
        add(5_000_000_000)
        add(7)
        pending.endSequence()
        pending.endSequence()
        [8, 7].withUnsafeBufferPointer { pending.append($0, of: &vocabulary) }
        #expect(pending.count == 2 && pending.tokens == 4)
        #expect(Self.users(pending, vocabulary) == [["5000000000", "7"], []])

        pending.removeAll()
        #expect(pending.count == 0 && pending.tokens == 2)
        add(9)
        pending.endSequence()
        #expect(Self.users(pending, vocabulary) == [["8", "7", "9"]])

        add(10)
        pending.dropOpenSequence()
        pending.dropOpenSequence()
        pending.append([0, 1], codes: [vocabulary.code(of: 0), 7])
        #expect(Self.users(pending, vocabulary) == [["8", "7", "9"], ["5000000000", "7"]])
    }

    @Test("kept sequences come again with their labels, also after the vocabulary has grown")
    func kept() {
        var vocabulary = Vocabulary()
        var pending = PendingSequences()
        let labels: [[Int64]] = [[3, -4, 3], [], [1 << 40]]
        for sequence in labels {
            let items = sequence.map { vocabulary.index(of: $0) }
            pending.append(items, codes: items.map { vocabulary.code(of: $0) })
        }
        var buffer = SequenceBuffer()
        pending.forEachUser(of: vocabulary) { _, sequence in buffer.append(sequence) }
        for label in 0..<1_000 { _ = vocabulary.index(of: Int64(label)) }
        for _ in 0..<2 {
            var users: [[String]] = []
            buffer.forEachUser(of: vocabulary) { sequence in
                users.append((0..<sequence.count).map { sequence.label(at: $0) })
            }
            #expect(users == labels.map { $0.map { "\($0)" } })
        }
        #expect(buffer.bytes >= 4 * 4)
    }
}
