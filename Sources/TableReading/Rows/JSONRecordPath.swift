/// The keys of the open objects of a record, and the slots of the paths that the plan reads.
///
/// Keys of a path are joined with a zero byte, which no key has.
struct JSONRecordPath: Sendable {
    private let slotBytes: [UInt8]
    private let slots: [(range: Range<Int>, slot: Int)]
    private var lastMatch = 0

    /// The path of the present key.
    private(set) var keys: [UInt8] = []
    /// For each open object: the length of its path.
    private var lengths: [Int] = []

    init(_ columns: [ReadingPlan.Column], slot: (_ column: Int) -> Int?) {
        var bytes: [UInt8] = []
        slots = columns.indices.compactMap { column in
            guard let slot = slot(column) else { return nil }
            let begin = bytes.count
            bytes += columns[column].path.joined(separator: "\0").utf8
            return (begin..<bytes.count, slot)
        }
        slotBytes = bytes
    }

    /// Open objects.
    var depth: Int { lengths.count }

    /// Whether the present object is the record itself.
    var isAtTop: Bool { lengths.count <= 1 }

    mutating func removeAll() {
        // Mostly there is nothing to remove, and asking takes less time.
        if !keys.isEmpty { keys.removeAll(keepingCapacity: true) }
        if !lengths.isEmpty { lengths.removeAll(keepingCapacity: true) }
    }

    /// Opens the object at the present key.
    mutating func open() { lengths.append(keys.count) }

    mutating func close() { lengths.removeLast() }

    /// Sets the present key within the present object.
    mutating func setKey(_ key: UnsafeBufferPointer<UInt8>) {
        cut(to: lengths.last ?? 0)
        // The key of the record may be empty, so its length does not tell whether there is one.
        if lengths.count > 1 { keys.append(0) }
        keys.append(contentsOf: key)
    }

    mutating func cut(to length: Int) { keys.removeLast(keys.count - length) }

    /// The slot of the present key; `nil` if the plan does not read it.
    mutating func slot() -> Int? {
        let (match, next) = keys.withUnsafeBufferPointer { find($0) }
        lastMatch = next
        return match
    }

    /// The slot of a key of the record itself.
    mutating func slot(of key: UnsafeBufferPointer<UInt8>) -> Int? {
        let (match, next) = find(key)
        lastMatch = next
        return match
    }

    /// Finds a path. The keys of one record mostly come in the order of those of the last one, so the search begins there.
    private func find(_ path: UnsafeBufferPointer<UInt8>) -> (slot: Int?, next: Int) {
        for step in 0..<slots.count {
            var index = lastMatch + step
            if index >= slots.count { index -= slots.count }
            let range = slots[index].range
            guard range.count == path.count,
                slotBytes.withUnsafeBufferPointer({ path.hasBytes(of: $0.slice(range)) })
            else { continue }
            return (slots[index].slot, index + 1 < slots.count ? index + 1 : 0)
        }
        return (nil, lastMatch)
    }
}
