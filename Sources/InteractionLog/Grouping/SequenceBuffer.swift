/// Keeps users' sequences in memory, four bytes per item, to deliver them again.
public struct SequenceBuffer: Sendable {
    private var items: [UInt32] = []
    /// Where each sequence ends in `items`.
    private var ends: [Int] = []

    public init() {}

    /// Memory in bytes.
    public var bytes: Int { items.capacity * 4 + ends.capacity * 8 }

    public mutating func append(_ sequence: UserSequence) {
        items.append(contentsOf: sequence.items)
        ends.append(items.count)
    }

    /// Delivers all sequences in the order they came. `vocabulary` is the one that their items are indices of.
    public func forEachUser(of vocabulary: Vocabulary, _ body: (UserSequence) -> Void) {
        var codes: [UInt32] = []
        withUnsafePointer(to: vocabulary) { vocabulary in
            items.withUnsafeBufferPointer { items in
                var begin = 0
                for end in ends {
                    let sequence = UnsafeBufferPointer(rebasing: items[begin..<end])
                    vocabulary.pointee.findCodes(of: sequence, into: &codes)
                    codes.withUnsafeBufferPointer {
                        body(UserSequence(items: sequence, codes: $0, vocabulary: vocabulary))
                    }
                    begin = end
                }
            }
        }
    }
}
