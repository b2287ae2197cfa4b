/// Sequences kept in memory, four bytes an item, in the order they came.
public struct SequenceStore: Sendable {
    private var items: [UInt32] = []
    private var ends: [Int] = []

    public init() {}

    public var count: Int { ends.count }

    /// Memory in bytes.
    public var bytes: Int { items.capacity * 4 + ends.capacity * 8 }

    public mutating func append(_ sequence: UnsafeBufferPointer<UInt32>) {
        items.append(contentsOf: sequence)
        ends.append(items.count)
    }

    public func withSequence<Value>(_ index: Int, _ body: (UnsafeBufferPointer<UInt32>) -> Value) -> Value {
        let begin = index == 0 ? 0 : ends[index - 1]
        return items.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[begin..<ends[index]])) }
    }

    /// Drops the whole sequences; the items of one that has not ended stay.
    public mutating func removeAll() {
        items.removeFirst(ends.last ?? 0)
        ends.removeAll(keepingCapacity: true)
    }

    /// Adds an item to the sequence that `endSequence` will end.
    mutating func append(_ item: UInt32) { items.append(item) }

    /// Adds items to the sequence that `endSequence` will end; `body` writes as many as it was given room for.
    mutating func append(count: Int, _ body: (UnsafeMutablePointer<UInt32>) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { room in
            guard let begin = room.baseAddress else { return }
            body(begin)
            items.append(contentsOf: UnsafeBufferPointer(start: begin, count: count))
        }
    }

    mutating func endSequence() { ends.append(items.count) }

    /// Drops the items since the last `endSequence`.
    mutating func dropSequence() { items.removeLast(items.count - (ends.last ?? 0)) }
}
