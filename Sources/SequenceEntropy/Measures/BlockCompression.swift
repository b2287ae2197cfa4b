import CZlib
import ResourceMetering

/// The compression measure: zlib (level 6) compresses the concatenated sequences as 4-byte big-endian numbers, in blocks of
/// 10,000 items.
///
/// The ratio is the mean over the complete blocks. Like the published program, it ignores an incomplete last block, unless
/// that is the only block. A block contains integer ids if all its items have one that fits 32 bits, else the items' numbers
/// by first appearance, from 0. The choice is made per block, so one pass over the data is enough.
///
/// The order of the sequences decides where blocks begin, so this is the only measure that depends on it.
struct BlockCompression: Sendable {
    private var cutter = BlockCutter()
    private(set) var completeBlocks = 0
    /// Of the complete blocks together.
    private var compressedBytes = 0
    /// The status of zlib if it failed.
    private var failure: Int32?

    private let meter: WorkMeter
    private var raw: [UInt8] = []
    private var compressed: [UInt8] = []

    init(meter: WorkMeter) {
        self.meter = meter
    }

    /// Memory of the incomplete block and of its compression, in bytes.
    var bytes: Int { cutter.bytes + raw.capacity + compressed.capacity }

    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, integers ids: UnsafeBufferPointer<UInt32>?) {
        for block in cutter.add(sequence, integers: ids) { add(block: block) }
    }

    /// Adds a complete block that was cut elsewhere.
    mutating func add(block: [UInt32]) {
        guard let size = compressedSize(of: block) else { return }
        completeBlocks += 1
        compressedBytes += size
    }

    /// Adds the incomplete block of another cutter.
    mutating func append(_ other: BlockCutter) {
        for block in cutter.append(other) { add(block: block) }
    }

    /// Adds complete blocks as they are, and concatenates the incomplete ones.
    mutating func merge(_ other: BlockCompression) {
        completeBlocks += other.completeBlocks
        compressedBytes += other.compressedBytes
        failure = failure ?? other.failure
        append(other.cutter)
    }

    /// Compressed size over raw size; `nil` without an item.
    func ratio() -> Double? {
        guard failure == nil else { return nil }
        // All complete blocks have the same raw size, so the mean of their ratios is the ratio of the sums.
        if completeBlocks > 0 { return Double(compressedBytes) / Double(4 * BlockCutter.blockItems * completeBlocks) }
        var scratch = self
        let remainder = cutter.remainder
        guard !remainder.isEmpty, let size = scratch.compressedSize(of: remainder) else { return nil }
        return Double(size) / Double(4 * remainder.count)
    }

    private mutating func compressedSize(of block: [UInt32]) -> Int? {
        meter.spend(block.count * WorkUnits.compressedItem)
        if meter.isStopped { return nil }
        raw.removeAll(keepingCapacity: true)
        for number in block { withUnsafeBytes(of: number.bigEndian) { raw.append(contentsOf: $0) } }
        let bound = Int(compressBound(uLong(raw.count)))
        if compressed.count < bound { compressed = Array(repeating: 0, count: bound) }
        var size = uLongf(compressed.count)
        let status = compress2(&compressed, &size, raw, uLong(raw.count), 6)
        guard status == Z_OK else {
            // Only a lack of memory is possible: the buffer is large enough and the level is valid.
            failure = status
            return nil
        }
        return Int(size)
    }
}
