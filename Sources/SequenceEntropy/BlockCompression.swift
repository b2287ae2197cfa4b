import CZlib

/// How small zlib (level 6) makes the concatenated sequences, as 4-byte big-endian numbers in blocks of 10,000 items.
///
/// A block is written with the integer ids themselves where all of its items have one that fits 32 bits, else with the
/// items' numbers by order of first appearance, from 0. Deciding per block keeps the measure in one pass. The ratio
/// is all compressed bytes over all raw bytes, so that a short last block counts by its length; with whole blocks this is
/// the mean of the blocks' ratios.
struct BlockCompression: Sendable {
    private static let blockItems = 10_000

    private var numbers: [UInt32] = []
    private var integers: [UInt32] = []
    private var raw: [UInt8] = []
    private var packed: [UInt8] = []
    /// Of the blocks that are full, and of others' last ones.
    private var rawBytes = 0
    private var packedBytes = 0
    private(set) var failure: Int32?

    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, integers ids: UnsafeBufferPointer<UInt32>?) {
        var start = 0
        while start < sequence.count {
            let count = min(sequence.count - start, Self.blockItems - numbers.count)
            // One sequence without integers leaves `integers` short, which marks the block.
            if let ids, integers.count == numbers.count { integers.append(contentsOf: ids[start..<start + count]) }
            numbers.append(contentsOf: sequence[start..<start + count])
            start += count
            if numbers.count == Self.blockItems { endBlock() }
        }
    }

    /// Blocks do not span two accumulators: the other's last block ends where it is.
    mutating func merge(_ other: BlockCompression) {
        var other = other
        other.endBlock()
        rawBytes += other.rawBytes
        packedBytes += other.packedBytes
        failure = failure ?? other.failure
    }

    /// Compressed size over raw size; nil for no item.
    func ratio() -> Double? {
        var ended = self
        ended.endBlock()
        guard ended.rawBytes > 0, ended.failure == nil else { return nil }
        return Double(ended.packedBytes) / Double(ended.rawBytes)
    }

    private mutating func endBlock() {
        guard !numbers.isEmpty else { return }
        raw.removeAll(keepingCapacity: true)
        for number in integers.count == numbers.count ? integers : numbers {
            withUnsafeBytes(of: number.bigEndian) { raw.append(contentsOf: $0) }
        }
        let bound = Int(compressBound(uLong(raw.count)))
        if packed.count < bound { packed = Array(repeating: 0, count: bound) }
        var size = uLongf(packed.count)
        let status = compress2(&packed, &size, raw, uLong(raw.count), 6)
        if status == Z_OK {
            rawBytes += raw.count
            packedBytes += Int(size)
        } else {
            failure = status  // no memory; the buffer is large enough and the level valid
        }
        numbers.removeAll(keepingCapacity: true)
        integers.removeAll(keepingCapacity: true)
    }
}
