import CZlib

/// How small zlib (level 6) makes the concatenated sequences, as 4-byte big-endian numbers in blocks of 10,000 items.
///
/// The measure is the mean of the whole blocks' ratios; like the published program, it leaves a last partial block out,
/// unless there is no whole block: then it is that one block's ratio. A block is written with the integer ids
/// themselves where all of its items have one that fits 32 bits, else with the items' numbers by order of first
/// appearance, from 0. Deciding per block keeps the measure in one pass.
///
/// Where blocks begin depends on the order of the sequences, so this measure alone is not free of it.
struct BlockCompression: Sendable {
    private static let blockItems = 10_000

    /// Items that do not make a whole block yet, by number; and by integer id, as far as all of them have one.
    private var numbers: [UInt32] = []
    private var integers: [UInt32] = []
    private var raw: [UInt8] = []
    private var packed: [UInt8] = []
    private(set) var wholeBlocks = 0
    /// Of the whole blocks together.
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

    /// Adds the other's whole blocks as they are, and the items of its partial one to the present one.
    mutating func merge(_ other: BlockCompression) {
        wholeBlocks += other.wholeBlocks
        packedBytes += other.packedBytes
        failure = failure ?? other.failure
        other.numbers.withUnsafeBufferPointer { numbers in
            other.integers.withUnsafeBufferPointer { integers in
                add(numbers, integers: integers.count == numbers.count ? integers : nil)
            }
        }
    }

    /// Compressed size over raw size; nil for no item.
    func ratio() -> Double? {
        guard failure == nil else { return nil }
        // All whole blocks have one raw size, so the mean of their ratios is the ratio of the sums.
        if wholeBlocks > 0 { return Double(packedBytes) / Double(4 * Self.blockItems * wholeBlocks) }
        var partial = self
        let rawBytes = 4 * numbers.count
        partial.endBlock()
        guard rawBytes > 0, partial.failure == nil else { return nil }
        return Double(partial.packedBytes) / Double(rawBytes)
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
            wholeBlocks += 1
            packedBytes += Int(size)
        } else {
            failure = status  // no memory; the buffer is large enough and the level valid
        }
        numbers.removeAll(keepingCapacity: true)
        integers.removeAll(keepingCapacity: true)
    }
}
