package import ResourceMetering

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

    /// Words that lie together in memory. One array of all words would be copied whenever it grows, and threads share chunks out.
    private static let chunkWords = 1 << 18
    /// Once a file exists, segments have the size of a second-level cache, because writing copies them from there.
    private static let segmentWords = 1 << 16
    /// The largest capacity of words that others write: that of a segment, which the system rounds up.
    private static let handedWords = segmentWords + segmentWords / 8

    /// Bytes that stay in memory before any are written to a file; at least 64 KiB.
    package var residentBytes: Int {
        didSet { updateTailWords() }
    }
    /// In order: words in the file, full chunks in memory, and the last words.
    private var segments: [Segment] = []
    private var chunks: [[UInt32]] = []
    private var tail: [UInt32] = []
    private var chunkBytes = 0
    /// As many words may be in `tail`; a longer record has it for itself.
    private var tailWords: Int
    private var file: SpillFile?
    /// Writes the words of `tail` on other threads; `nil` where the memory for that is missing.
    private var queue: SpillQueue?
    /// Number of words.
    package private(set) var count = 0

    /// - Parameters:
    ///   - file: The temporary file, which others may use too; by default one is made when it is needed.
    ///   - threads: Threads that may write to it.
    package init(residentBytes: Int, file: SpillFile? = nil, threads: (any SpareThreads)? = nil) {
        self.residentBytes = residentBytes
        self.file = file
        queue = threads.map(SpillQueue.init)
        tailWords = Self.tailWords(residentBytes, hasSegments: false)
    }

    /// Makes room for the words before the next ones are written, so that appending takes no more memory than that.
    package mutating func reserveTail() { tail.reserveCapacity(tailWords) }

    /// Memory in bytes.
    package var bytes: Int { chunkBytes + tail.capacity * 4 + (queue?.bytes ?? 0) }

    /// Appends a record: words that `forEachChunk` keeps together.
    package mutating func append(
        _ head: (UInt32, UInt32),
        _ words: UnsafeBufferPointer<UInt32>,
        _ more: UnsafeBufferPointer<UInt32>? = nil
    ) throws(SpillFile.Failure) {
        let added = 2 + words.count + (more?.count ?? 0)
        try makeRoom(for: added)
        tail.append(head.0)
        tail.append(head.1)
        tail.append(contentsOf: words)
        if let more { tail.append(contentsOf: more) }
        count += added
    }

    /// Appends whole records that `forEachChunk` keeps together.
    package mutating func append(_ records: UnsafeBufferPointer<UInt32>) throws(SpillFile.Failure) {
        try makeRoom(for: records.count)
        tail.append(contentsOf: records)
        count += records.count
    }

    @inline(__always)
    private mutating func makeRoom(for added: Int) throws(SpillFile.Failure) {
        if tail.count + added > tailWords, !tail.isEmpty { try beginTail(for: added) }
    }

    private mutating func beginTail(for added: Int) throws(SpillFile.Failure) {
        // What is in memory comes after what is in the file.
        guard segments.isEmpty, chunkBytes + 4 * (tail.count + added + tailWords) <= residentBytes else {
            return try spill()
        }
        chunkBytes += tail.capacity * 4
        chunks.append(tail)
        tail = []
        tail.reserveCapacity(tailWords)
    }

    private static func tailWords(_ residentBytes: Int, hasSegments: Bool) -> Int {
        min(max(residentBytes / 4, 1 << 14), hasSegments ? segmentWords : chunkWords)
    }

    private mutating func updateTailWords() {
        tailWords = Self.tailWords(residentBytes, hasSegments: !segments.isEmpty)
    }

    /// Appends another row.
    package mutating func append(_ other: SpilledWords) throws(SpillFile.Failure) {
        try spill()
        try other.queue?.settle()
        segments.append(contentsOf: other.segments)
        (chunks, chunkBytes, tail) = (other.chunks, other.chunkBytes, other.tail)
        count += other.count
        updateTailWords()
    }

    /// The bytes into which `forEachChunk` reads the words that are in the file.
    package var readBytes: Int { segments.reduce(0) { max($0, $1.count) } * 4 }

    /// Number of chunks that `forEachChunk` delivers.
    package var chunkCount: Int { segments.count + chunks.count + (tail.isEmpty ? 0 : 1) }

    /// Delivers words in order, in chunks of whole records.
    ///
    /// - Parameters:
    ///   - range: Which chunks; by default all.
    ///   - meter: Once it has stopped, no further chunk is read or delivered.
    package func forEachChunk(
        _ range: Range<Int>? = nil,
        unless meter: WorkMeter = WorkMeter(),
        _ body: (UnsafeBufferPointer<UInt32>) -> Void
    ) throws(SpillFile.Failure) {
        try queue?.settle()
        let range = range ?? 0..<chunkCount
        var buffer: [UInt32] = []
        for segment in segments[range.clamped(to: 0..<segments.count)] {
            if meter.isStopped { return }
            if buffer.count < segment.count { buffer = [UInt32](repeating: 0, count: segment.count) }
            try buffer.withUnsafeMutableBufferPointer { buffer throws(SpillFile.Failure) in
                let words = UnsafeMutableBufferPointer(rebasing: buffer[..<segment.count])
                try segment.file.read(UnsafeMutableRawBufferPointer(words), at: segment.offset)
                body(UnsafeBufferPointer(words))
            }
        }
        for place in range.dropFirst(max(0, segments.count - range.lowerBound)) {
            if meter.isStopped { return }
            let chunk = place - segments.count
            (chunk < chunks.count ? chunks[chunk] : tail).withUnsafeBufferPointer(body)
        }
    }

    /// Writes all words to the file, gives their memory back, and keeps few in memory from now on.
    package mutating func spillAll() throws(SpillFile.Failure) {
        residentBytes = 0
        try spill()
        tail = []
        try queue?.settle()
        queue = nil
    }

    private mutating func spill() throws(SpillFile.Failure) {
        for chunk in chunks {
            let file = try ownFile()
            let offset = try chunk.withUnsafeBufferPointer { words throws(SpillFile.Failure) in
                try file.append(UnsafeRawBufferPointer(words))
            }
            addSegment(file, offset, chunk.count)
        }
        (chunks, chunkBytes) = ([], 0)
        guard !tail.isEmpty else { return }
        try writeTail()
    }

    private mutating func writeTail() throws(SpillFile.Failure) {
        let file = try ownFile()
        let count = tail.count
        let offset: Int64
        // Only arrays of the usual size are handed over, so that few bytes are on the way. A long record is written here.
        if let queue, tail.capacity <= Self.handedWords {
            offset = try queue.append(&tail, to: file)
        } else {
            offset = try tail.withUnsafeBufferPointer { words throws(SpillFile.Failure) in
                try file.append(UnsafeRawBufferPointer(words))
            }
            if queue == nil { tail.removeAll(keepingCapacity: true) } else { tail = [] }
        }
        addSegment(file, offset, count)
        if queue != nil { tail.reserveCapacity(tailWords) }
    }

    private mutating func ownFile() throws(SpillFile.Failure) -> SpillFile {
        if let file { return file }
        let made = try SpillFile()
        file = made
        return made
    }

    private mutating func addSegment(_ file: SpillFile, _ offset: Int64, _ count: Int) {
        segments.append(Segment(file: file, offset: offset, count: count))
        if segments.count == 1 { updateTailWords() }
    }
}
