/// Sequences that one thread hands on to another.
struct SequenceBatch: Sendable {
    private(set) var items: [UInt32] = []
    private(set) var lengths: [Int] = []
    /// As many as items where figures need them, else none.
    private(set) var values: [Double] = []
    /// Whole blocks for the compression measure, each with the number of the `maxLength` that it belongs to.
    private(set) var blocks: [(index: Int, block: [UInt32])] = []

    /// Empties the batch; its memory is for the next sequences.
    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        blocks.removeAll(keepingCapacity: true)
    }

    mutating func append(_ sequence: TruncatedSequence) {
        items.append(contentsOf: sequence.items)
        lengths.append(sequence.items.count)
        if let added = sequence.values { values.append(contentsOf: added) }
    }

    mutating func append(block: [UInt32], index: Int) {
        blocks.append((index, block))
    }

    func forEachSequence(_ body: (UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<Double>?) -> Void) {
        items.withUnsafeBufferPointer { items in
            values.withUnsafeBufferPointer { values in
                var begin = 0
                for length in lengths {
                    let range = begin..<begin + length
                    body(
                        UnsafeBufferPointer(rebasing: items[range]),
                        values.count == items.count ? UnsafeBufferPointer(rebasing: values[range]) : nil
                    )
                    begin += length
                }
            }
        }
    }
}
