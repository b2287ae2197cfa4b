/// A row of 32-bit words, kept in memory up to a bound and in a temporary file beyond it.
///
/// A value: copies share what is in the file, which does not change, and go on apart.
public struct SpilledWords: Sendable {
    /// Words that went to the file together.
    private struct Segment: Sendable {
        let file: SpillFile
        let offset: Int64
        let count: Int
    }

    /// How many bytes are kept in memory before any go to a file; at least 64 KiB are.
    public var residentBytes: Int
    private var segments: [Segment] = []
    private var tail: [UInt32] = []
    private var file: SpillFile?
    /// How many words there are.
    public private(set) var count = 0

    public init(residentBytes: Int) {
        self.residentBytes = residentBytes
    }

    /// Memory in bytes.
    public var bytes: Int { tail.capacity * 4 }

    /// Appends words that `forEachChunk` will not take apart.
    public mutating func append(
        _ head: (UInt32, UInt32),
        _ words: UnsafeBufferPointer<UInt32>,
        _ more: UnsafeBufferPointer<UInt32>? = nil
    ) throws(SpillFile.Failure) {
        let added = 2 + words.count + (more?.count ?? 0)
        if 4 * (tail.count + added) > tailBytes { try spill() }
        tail.append(head.0)
        tail.append(head.1)
        tail.append(contentsOf: words)
        if let more { tail.append(contentsOf: more) }
        count += added
    }

    /// Once there is a file, what goes to it is as much as a second-level cache holds: writing copies it from there.
    private var tailBytes: Int { min(max(residentBytes, 1 << 16), segments.isEmpty ? .max : 1 << 18) }

    /// Adds another row behind this one.
    public mutating func append(_ other: SpilledWords) throws(SpillFile.Failure) {
        try spill()
        segments.append(contentsOf: other.segments)
        tail = other.tail
        count += other.count
    }

    /// Hands on all words in order, in chunks that end where an `append` ended.
    public func forEachChunk(_ body: (UnsafeBufferPointer<UInt32>) -> Void) throws(SpillFile.Failure) {
        var buffer: [UInt32] = []
        for segment in segments {
            if buffer.count < segment.count { buffer = [UInt32](repeating: 0, count: segment.count) }
            let outcome = buffer.withUnsafeMutableBytes { bytes in
                Result { () throws(SpillFile.Failure) in
                    let part = UnsafeMutableRawBufferPointer(rebasing: bytes[..<(4 * segment.count)])
                    try segment.file.read(part, at: segment.offset)
                }
            }
            try outcome.get()
            buffer.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<segment.count])) }
        }
        if !tail.isEmpty { tail.withUnsafeBufferPointer(body) }
    }

    private mutating func spill() throws(SpillFile.Failure) {
        guard !tail.isEmpty else { return }
        let file: SpillFile
        if let present = self.file { file = present } else { file = try SpillFile() }
        self.file = file
        let outcome = tail.withUnsafeBytes { bytes in
            Result { () throws(SpillFile.Failure) in try file.append(bytes) }
        }
        segments.append(Segment(file: file, offset: try outcome.get(), count: tail.count))
        tail.removeAll(keepingCapacity: true)
    }
}
