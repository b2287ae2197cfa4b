import ResourceMetering

/// The compression measure: zlib (level 6) compresses the concatenated sequences as 4-byte big-endian numbers, in blocks of
/// 10,000 items.
///
/// The ratio is the mean over complete blocks. Like the published program, it ignores an incomplete last block, unless
/// that is the only block. A block contains integer ids if all its items have one that fits 32 bits, else the items' numbers
/// by first appearance in such blocks, from 0. The choice is made per block, so one pass over the data is enough.
///
/// Compression is slower than all other measures together, although only sizes are computed. So beyond 2,000 blocks the ratio rests on a systematic sample: every
/// 2^k-th block, where k grows by 1 whenever more than 2,000 blocks are kept. Kept blocks wait uncompressed as long as there
/// is memory, because most of them leave the sample again.
///
/// The order of the sequences decides where blocks begin, so this is the only measure that depends on it.
struct BlockCompression: Sendable {
    /// The most blocks of a sample. At least half as many are measured if there are more.
    static let mostSampled = 2_000

    /// The mean over the measured blocks.
    struct Ratio: Sendable, Equatable {
        /// Compressed size over raw size.
        let value: Double
        /// Measured blocks.
        let blocks: Int
        /// The standard error of the mean of a sample; `nil` if every complete block was measured.
        let standardError: Double?
    }

    /// A block of the sample.
    private enum Block: Sendable {
        case waiting(BlockCutter.Block)
        /// In bytes.
        case compressed(Int)
    }

    /// Blocks that share the scratch memory of `ZlibSize`.
    private static let blocksOfTurn = 4

    private let mostSampled: Int?
    private let waitingMemory: Int
    private let pool: ThreadPool
    private let meter: WorkMeter

    private var cutter = BlockCutter()
    private(set) var completeBlocks = 0
    /// Of every `step` complete blocks, one is kept.
    private var step = 1
    /// Complete blocks to leave out before the next one is kept.
    private var skips = 0
    private var kept: [Block] = []
    private var waiting = 0

    /// - Parameters:
    ///   - mostSampled: The most blocks that are measured; `nil` for all.
    ///   - waitingMemory: Bytes that uncompressed blocks may take.
    init(mostSampled: Int?, waitingMemory: Int, pool: ThreadPool, meter: WorkMeter) {
        self.mostSampled = mostSampled
        self.waitingMemory = waitingMemory
        self.pool = pool
        self.meter = meter
    }

    /// Memory of the incomplete block and of the sample, in bytes.
    var bytes: Int { cutter.bytes + waitingBytes + kept.capacity * MemoryLayout<Block>.stride }

    private var waitingBytes: Int { waiting * BlockCutter.blockItems * 4 }

    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, integers ids: UnsafeBufferPointer<UInt32>?) {
        for block in cutter.add(sequence, integers: ids) { add(block: block) }
    }

    /// Adds complete blocks, and concatenates the incomplete ones. The samples get the same step. Blocks that wait get the numbers that they
    /// would have had here.
    mutating func merge(_ other: BlockCompression) {
        var other = other
        other.renumberWaiting(following: &cutter)
        while step < other.step { thin() }
        while other.step < step { other.thin() }
        completeBlocks += other.completeBlocks
        if !other.kept.isEmpty { skips = other.skips }
        kept += other.kept
        waiting += other.waiting
        thinIfFull()
        for block in cutter.append(other.cutter) { add(block: block) }
        if waitingBytes > waitingMemory { compressWaiting() }
    }

    private mutating func renumberWaiting(following first: inout BlockCutter) {
        var blocks = kept.compactMap { if case .waiting(let block) = $0 { block } else { nil } }
        first.renumber(&blocks, of: cutter)
        var next = blocks.makeIterator()
        kept = kept.map { block in
            if case .waiting = block, let renumbered = next.next() { .waiting(renumbered) } else { block }
        }
    }

    private mutating func add(block: BlockCutter.Block) {
        completeBlocks += 1
        guard skips == 0 else {
            skips -= 1
            return
        }
        skips = step - 1
        kept.append(.waiting(block))
        waiting += 1
        thinIfFull()
        if waitingBytes > waitingMemory { compressWaiting() }
    }

    private mutating func thinIfFull() {
        while let mostSampled, kept.count > mostSampled { thin() }
    }

    /// Leaves every second block out of the sample.
    private mutating func thin() {
        kept = stride(from: 0, to: kept.count, by: 2).map { kept[$0] }
        waiting = kept.count {
            if case .waiting = $0 { true } else { false }
        }
        step *= 2
        skips = step - 1
    }

    /// Compresses the blocks that wait, on all free threads, and gives their memory back.
    mutating func compressWaiting() {
        let indices = kept.indices.filter {
            if case .waiting = kept[$0] { true } else { false }
        }
        // If the meter has stopped, the rest stays 0. The result means nothing then.
        var sizes = [Int](repeating: 0, count: indices.count)
        sizes.withUnsafeMutableBufferPointer { sizes in
            // Each call writes its own elements only.
            nonisolated(unsafe) let sizes = sizes
            let (kept, meter) = (kept, meter)
            let turns = (indices.count + Self.blocksOfTurn - 1) / Self.blocksOfTurn
            pool.perform(iterations: turns) { turn in
                var size = ZlibSize()
                let begin = turn * Self.blocksOfTurn
                for number in begin..<min(begin + Self.blocksOfTurn, indices.count) {
                    if case .waiting(let block) = kept[indices[number]] {
                        sizes[number] = Self.compressedBytes(of: block.words, &size, meter)
                    }
                }
            }
        }
        for (index, size) in zip(indices, sizes) { kept[index] = .compressed(size) }
        waiting = 0
    }

    /// The ratio; `nil` without an item.
    ///
    /// Blocks that wait are compressed for each call.
    func ratio() -> Ratio? {
        var measured = self
        measured.compressWaiting()
        if completeBlocks == 0 { return ratioOfRemainder() }
        let blockBytes = Double(4 * BlockCutter.blockItems)
        let sizes = measured.kept.map { block -> Double in
            if case .compressed(let size) = block { Double(size) } else { 0 }
        }
        // All complete blocks have the same raw size, so the mean of their ratios is the ratio of the sums.
        let count = Double(sizes.count)
        let mean = sizes.reduce(0, +) / count
        guard sizes.count < completeBlocks else {
            return Ratio(value: mean / blockBytes, blocks: sizes.count, standardError: nil)
        }
        // As for a simple random sample without replacement. Where neighbours are alike, a systematic sample is better.
        let variance = sizes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        let error = (variance / count * (1 - count / Double(completeBlocks))).squareRoot()
        return Ratio(value: mean / blockBytes, blocks: sizes.count, standardError: error / blockBytes)
    }

    private func ratioOfRemainder() -> Ratio? {
        let remainder = cutter.remainder.words
        guard !remainder.isEmpty else { return nil }
        var size = ZlibSize()
        let bytes = Self.compressedBytes(of: remainder, &size, meter)
        return Ratio(value: Double(bytes) / Double(4 * remainder.count), blocks: 1, standardError: nil)
    }

    /// 0 if the meter has stopped.
    private static func compressedBytes(of block: [UInt32], _ size: inout ZlibSize, _ meter: WorkMeter) -> Int {
        meter.spend(block.count * WorkUnits.compressedItem)
        return meter.isStopped ? 0 : block.withUnsafeBufferPointer { size(bigEndian: $0) }
    }
}
