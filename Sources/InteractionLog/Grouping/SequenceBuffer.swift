/// Sequences kept in memory, four bytes an item, in the order they came.
public struct SequenceBuffer: Sendable {
    private var items: [UInt32] = []
    /// What the table of items has of each of them, where the sequences come straight from a log; else none.
    private(set) var entries: [UInt32] = []
    private var ends: [Int] = []

    public init() {}

    public var count: Int { ends.count }

    /// Items in all of them.
    var tokens: Int { items.count }

    /// Memory in bytes.
    public var bytes: Int { (items.capacity + entries.capacity) * 4 + ends.capacity * 8 }

    public mutating func append(_ sequence: UnsafeBufferPointer<UInt32>) {
        items.append(contentsOf: sequence)
        ends.append(items.count)
    }

    public func withSequence<Value>(_ index: Int, _ body: (UnsafeBufferPointer<UInt32>) -> Value) -> Value {
        let begin = index == 0 ? 0 : ends[index - 1]
        return items.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[begin..<ends[index]])) }
    }

    /// All items with their entries, where these are known.
    func withItems(_ body: (UnsafeBufferPointer<UInt32>, _ entries: [UInt32]) -> Void) {
        guard entries.count == items.count else { return }
        items.withUnsafeBufferPointer { body($0, entries) }
    }

    /// Drops the whole sequences; the items of one that has not ended stay.
    public mutating func removeAll() {
        let dropped = ends.last ?? 0
        items.removeFirst(dropped)
        entries.removeFirst(min(dropped, entries.count))
        ends.removeAll(keepingCapacity: true)
    }

    mutating func append(_ sequence: UnsafeBufferPointer<UInt32>, entries: [UInt32]) {
        self.entries.append(contentsOf: entries)
        append(sequence)
    }

    /// Adds an item to the sequence that `endSequence` will end.
    mutating func append(_ item: UInt32, entry: UInt32) {
        items.append(item)
        entries.append(entry)
    }

    /// Adds items to the sequence that `endSequence` will end, given as integer labels.
    mutating func append(_ integers: UnsafeBufferPointer<UInt32>, of table: inout Vocabulary) {
        table.append(integers, to: &items, entries: &entries)
    }

    mutating func endSequence() { ends.append(items.count) }

    /// Drops the items since the last `endSequence`.
    mutating func dropSequence() {
        let kept = ends.last ?? 0
        items.removeLast(items.count - kept)
        entries.removeLast(max(0, entries.count - kept))
    }
}
