import CZlib
import ResourceMetering

/// The compression measure: zlib (level 6) compresses the concatenated sequences as 4-byte big-endian numbers, in blocks of
/// 10,000 items.
///
/// The ratio is the mean over complete blocks. Like the published program, it ignores an incomplete last block, unless
/// that is the only block. A block contains integer ids if all its items have one that fits 32 bits, else the items' numbers
/// by first appearance, from 0. The choice is made per block, so one pass over the data is enough.
///
/// zlib is slower than all other measures together. So beyond 2,000 blocks the ratio rests on a systematic sample: every
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
        case waiting([UInt32])
        /// In bytes.
        case compressed(Int)
    }

    private let mostSampled: Int?
    private let waitingMemory: Int
    private let pool: MeasuringPool
    private let meter: WorkMeter

    private var cutter = BlockCutter()
    private(set) var completeBlocks = 0
    /// Of every `step` complete blocks, one is kept.
    private var step = 1
    /// Complete blocks to leave out before the next one is kept.
    private var skips = 0
    private var kept: [Block] = []
    private var waiting = 0
    /// The status of zlib if it failed.
    private var failure: Int32?

    /// - Parameters:
    ///   - mostSampled: The most blocks that are measured; `nil` for all.
    ///   - waitingMemory: Bytes that uncompressed blocks may take.
    init(mostSampled: Int?, waitingMemory: Int, pool: MeasuringPool, meter: WorkMeter) {
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

    /// Adds complete blocks as they are, and concatenates the incomplete ones. The samples get the same step.
    mutating func merge(_ other: BlockCompression) {
        var other = other
        while step < other.step { thin() }
        while other.step < step { other.thin() }
        completeBlocks += other.completeBlocks
        failure = failure ?? other.failure
        if !other.kept.isEmpty { skips = other.skips }
        kept += other.kept
        waiting += other.waiting
        thinIfFull()
        for block in cutter.append(other.cutter) { add(block: block) }
        if waitingBytes > waitingMemory { compressWaiting() }
    }

    private mutating func add(block: [UInt32]) {
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
        var sizes = [Result<Int, ZlibFailure>?](repeating: nil, count: indices.count)
        sizes.withUnsafeMutableBufferPointer { sizes in
            // Each call writes its own element only.
            nonisolated(unsafe) let sizes = sizes
            let (kept, meter) = (kept, meter)
            pool.perform(iterations: indices.count) { number in
                if case .waiting(let block) = kept[indices[number]] {
                    sizes[number] = Self.compressedSize(of: block, meter: meter)
                }
            }
        }
        for (index, size) in zip(indices, sizes) {
            switch size {
            case .success(let size): kept[index] = .compressed(size)
            case .failure(let error):
                failure = failure ?? error.status
                kept[index] = .compressed(0)
            // The meter has stopped, so the result means nothing.
            case nil: kept[index] = .compressed(0)
            }
        }
        waiting = 0
    }

    /// The ratio; `nil` without an item, or if zlib failed.
    ///
    /// Blocks that wait are compressed for each call.
    func ratio() -> Ratio? {
        var measured = self
        measured.compressWaiting()
        guard measured.failure == nil else { return nil }
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
        let remainder = cutter.remainder
        guard !remainder.isEmpty, case .success(let size) = Self.compressedSize(of: remainder, meter: meter) else {
            return nil
        }
        return Ratio(value: Double(size) / Double(4 * remainder.count), blocks: 1, standardError: nil)
    }

    private struct ZlibFailure: Error { let status: Int32 }

    /// In bytes; `nil` if the meter has stopped.
    private static func compressedSize(of block: [UInt32], meter: WorkMeter) -> Result<Int, ZlibFailure>? {
        meter.spend(block.count * WorkUnits.compressedItem)
        if meter.isStopped { return nil }
        let raw = block.map(\.bigEndian)
        return raw.withUnsafeBytes { raw in
            var size = compressBound(uLong(raw.count))
            let compressed = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Int(size))
            defer { compressed.deallocate() }
            let bytes = raw.bindMemory(to: UInt8.self)
            let status = compress2(compressed.baseAddress, &size, bytes.baseAddress, uLong(raw.count), 6)
            // Only a lack of memory is possible: the buffer is large enough and the level is valid.
            return status == Z_OK ? .success(Int(size)) : .failure(ZlibFailure(status: status))
        }
    }
}
