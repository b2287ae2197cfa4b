/// The keys of the open objects of a record, and the paths that the plan knows, with the slots of those that it reads.
///
/// Keys of a path are joined with a zero byte, which no key has.
struct JSONRecordPath: Sendable {
    private struct Known: Sendable {
        let range: Range<Int>
        /// Nil for a path that is passed over.
        let slot: Int?
        /// Whether the path is that of an object with further paths.
        let isObject: Bool
    }

    private let bytes: [UInt8]
    private let known: [Known]
    /// The places among the known paths by the hash of a path.
    private let places: [Int: Int]
    private var lastMatch = 0
    /// Whether the present key is known as one of a value.
    private(set) var isKnown = false
    /// The hashes of paths that are passed over although the plan does not know them.
    private var passed: Set<Int> = []
    private static let mostPassed = 1_000

    /// The path of the present key.
    private(set) var keys: [UInt8] = []
    /// For each open object: the length of its path.
    private var lengths: [Int] = []

    init(_ columns: [ReadingPlan.Column], slot: (_ column: Int) -> Int?) {
        var bytes: [UInt8] = []
        var known: [Known] = []
        var places: [Int: Int] = [:]
        func add(_ path: some Sequence<String>, _ slot: Int?, isObject: Bool) {
            let text = Array(path.joined(separator: "\0").utf8)
            let hash = text.withUnsafeBufferPointer { Self.hash($0) }
            guard places[hash] == nil else { return }
            places[hash] = known.count
            known.append(Known(range: bytes.count..<bytes.count + text.count, slot: slot, isObject: isObject))
            bytes += text
        }
        for (index, column) in columns.enumerated() {
            let slot = slot(index)
            // What the plan watches is looked at as if it were new.
            guard slot != nil || !column.isWatched else { continue }
            for length in 1..<max(1, column.path.count) { add(column.path.prefix(length), nil, isObject: true) }
            add(column.path, slot, isObject: false)
            // A name alone does not tell nested keys from a key with dots.
            if column.isNamedOnly, let name = column.name { add([name], slot, isObject: false) }
        }
        (self.bytes, self.known, self.places) = (bytes, known, places)
    }

    private static func hash(_ path: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(path))
        return hasher.finalize()
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
        let place = keys.withUnsafeBufferPointer { find($0) }
        let isPassed = place == nil && keys.withUnsafeBufferPointer { self.isPassed($0) }
        return take(place, isPassed)
    }

    /// The slot of a key of the record itself.
    mutating func slot(of key: UnsafeBufferPointer<UInt8>) -> Int? {
        let place = find(key)
        return take(place, place == nil && isPassed(key))
    }

    private func isPassed(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        !passed.isEmpty && passed.contains(Self.hash(path))
    }

    /// Passes over the present path wherever it comes again.
    mutating func passOver() {
        guard passed.count < Self.mostPassed else { return }
        passed.insert(keys.withUnsafeBufferPointer { Self.hash($0) })
    }

    @inline(__always)
    private mutating func take(_ place: Int?, _ isPassed: Bool) -> Int? {
        guard let place else {
            isKnown = isPassed
            return nil
        }
        lastMatch = place + 1 < known.count ? place + 1 : 0
        isKnown = !known[place].isObject
        return known[place].slot
    }

    /// Keys that a record leaves out before the search asks for the hash.
    private static let mostSteps = 8

    /// Finds a path. The keys of one record mostly come in the order of those of the last one, so the search begins there.
    @inline(__always)
    private func find(_ path: UnsafeBufferPointer<UInt8>) -> Int? {
        if lastMatch < known.count, matches(path, lastMatch) { return lastMatch }
        return search(path)
    }

    @inline(never)
    private func search(_ path: UnsafeBufferPointer<UInt8>) -> Int? {
        for step in 1..<max(1, min(known.count, Self.mostSteps)) {
            var index = lastMatch + step
            if index >= known.count { index -= known.count }
            if matches(path, index) { return index }
        }
        guard known.count > Self.mostSteps, let index = places[Self.hash(path)], matches(path, index) else {
            return nil
        }
        return index
    }

    @inline(__always)
    private func matches(_ path: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        let range = known[index].range
        return range.count == path.count && bytes.withUnsafeBufferPointer { path.hasBytes(of: $0.slice(range)) }
    }
}
