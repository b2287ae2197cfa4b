import ResourceMetering

/// Sequences that one thread passes to another.
struct SequenceBatch: SharedBatch {
    private(set) var items: [UInt32] = []
    private(set) var lengths: [Int] = []
    /// One per item at r > 0, else empty.
    private(set) var values: [Double] = []

    /// Memory in bytes.
    var bytes: Int { items.capacity * 4 + (lengths.capacity + values.capacity) * 8 }

    /// Empties the batch, and keeps its memory for the next sequences.
    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }

    mutating func append(_ sequence: TruncatedSequence) {
        items.append(contentsOf: sequence.items)
        lengths.append(sequence.items.count)
        if let added = sequence.values { values.append(contentsOf: added) }
    }

    func forEachSequence(_ body: (UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<Double>?) -> Void) {
        items.withUnsafeBufferPointer { items in
            values.withUnsafeBufferPointer { values in
                var begin = 0
                for length in lengths {
                    let range = begin..<(begin + length)
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
