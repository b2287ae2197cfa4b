/// A row of 32-bit words, kept in memory up to a bound and in a temporary file beyond it.
///
/// A value type: copies share the words in the file, which do not change, and are independent from then on.
package struct SpilledWords: Sendable {
    /// Words that were written to a file together.
    private struct Segment: Sendable {
        let file: SpillFile
        let offset: Int64
        let count: Int
    }

    /// Bytes that stay in memory before any are written to a file; at least 64 KiB.
    package var residentBytes: Int
    private var segments: [Segment] = []
    private var tail: [UInt32] = []
    private var file: SpillFile?
    /// Number of words.
    package private(set) var count = 0

    /// - Parameter file: The temporary file, which others may use too; by default one is made when it is needed.
    package init(residentBytes: Int, file: SpillFile? = nil) {
        self.residentBytes = residentBytes
        self.file = file
    }

    /// Memory in bytes.
    package var bytes: Int { tail.capacity * 4 }

    /// Appends a record: words that `forEachChunk` keeps together.
    package mutating func append(
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

    /// Appends whole records that `forEachChunk` keeps together.
    package mutating func append(_ records: UnsafeBufferPointer<UInt32>) throws(SpillFile.Failure) {
        if 4 * (tail.count + records.count) > tailBytes { try spill() }
        tail.append(contentsOf: records)
        count += records.count
    }

    /// Once a file exists, segments have the size of a second-level cache, because writing copies them from there.
    private var tailBytes: Int { min(max(residentBytes, 1 << 16), segments.isEmpty ? .max : 1 << 18) }

    /// Appends another row.
    package mutating func append(_ other: SpilledWords) throws(SpillFile.Failure) {
        try spill()
        segments.append(contentsOf: other.segments)
        tail = other.tail
        count += other.count
    }

    /// Delivers all words in order, in chunks of whole records.
    package func forEachChunk(_ body: (UnsafeBufferPointer<UInt32>) -> Void) throws(SpillFile.Failure) {
        var buffer: [UInt32] = []
        for segment in segments {
            if buffer.count < segment.count { buffer = [UInt32](repeating: 0, count: segment.count) }
            try buffer.withUnsafeMutableBufferPointer { buffer throws(SpillFile.Failure) in
                let words = UnsafeMutableBufferPointer(rebasing: buffer[..<segment.count])
                try segment.file.read(UnsafeMutableRawBufferPointer(words), at: segment.offset)
                body(UnsafeBufferPointer(words))
            }
        }
        if !tail.isEmpty { tail.withUnsafeBufferPointer(body) }
    }

    /// Writes all words to the file, gives their memory back, and keeps few in memory from now on.
    package mutating func spillAll() throws(SpillFile.Failure) {
        residentBytes = 0
        try spill()
        tail = []
    }

    private mutating func spill() throws(SpillFile.Failure) {
        guard !tail.isEmpty else { return }
        let file: SpillFile
        if let present = self.file { file = present } else { file = try SpillFile() }
        self.file = file
        let offset = try tail.withUnsafeBufferPointer { words throws(SpillFile.Failure) in
            try file.append(UnsafeRawBufferPointer(words))
        }
        segments.append(Segment(file: file, offset: offset, count: tail.count))
        tail.removeAll(keepingCapacity: true)
    }
}
