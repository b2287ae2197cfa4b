/// The last items of a user's sequence, as many as count.
struct SequenceTail {
    let items: UnsafeBufferPointer<UInt32>
    let values: UnsafeBufferPointer<Double>?
    let integers: UnsafeBufferPointer<UInt32>?

    init(
        _ items: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>?,
        integers: UnsafeBufferPointer<UInt32>?,
        maxLength: Int?
    ) {
        precondition(values.map { $0.count == items.count } ?? true, "one value per item")
        precondition(integers.map { $0.count == items.count } ?? true, "one integer per item")
        let first = max(0, items.count - (maxLength ?? items.count))
        self.items = UnsafeBufferPointer(rebasing: items[first...])
        self.values = values.map { UnsafeBufferPointer(rebasing: $0[first...]) }
        self.integers = integers.map { UnsafeBufferPointer(rebasing: $0[first...]) }
    }
}
