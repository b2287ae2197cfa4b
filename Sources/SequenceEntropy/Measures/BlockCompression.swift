import CZlib

/// How small zlib (level 6) makes the concatenated sequences, as 4-byte big-endian numbers in blocks of 10,000 items.
///
/// The measure is the mean of the whole blocks' ratios; like the published program, it leaves a last partial block out,
/// unless there is no whole block: then it is that one block's ratio. A block is written with the integer ids
/// themselves where all of its items have one that fits 32 bits, else with the items' numbers by order of first
/// appearance, from 0. Deciding per block keeps the measure in one pass.
///
/// Where blocks begin depends on the order of the sequences, so this measure alone is not free of it: parts of a dataset
/// merge to its exact value if their sequences are told where they stand.
struct BlockCompression: Sendable {
    private var cutter = BlockCutter()
    private(set) var wholeBlocks = 0
    /// Of the whole blocks together.
    private var packedBytes = 0
    private(set) var failure: Int32?

    /// Memory of the blocks that are not whole yet, in bytes.
    var bytes: Int { cutter.bytes }

    private var raw: [UInt8] = []
    private var packed: [UInt8] = []

    /// - Parameter position: How many items stand before the sequence; nil for all that were added before.
    mutating func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        integers ids: UnsafeBufferPointer<UInt32>?,
        at position: Int? = nil
    ) {
        for block in cutter.add(sequence, integers: ids, at: position) { add(block: block) }
    }

    /// Adds a whole block that was cut elsewhere.
    mutating func add(block: [UInt32]) {
        guard let size = compressedSize(of: block) else { return }
        wholeBlocks += 1
        packedBytes += size
    }

    /// Takes the place of what does not make a whole block yet, from where all sequences were cut.
    mutating func take(_ cutter: BlockCutter) {
        self.cutter = cutter
    }

    /// Adds the other's whole blocks as they are, and those that the items of both make whole together.
    mutating func merge(_ other: BlockCompression) {
        wholeBlocks += other.wholeBlocks
        packedBytes += other.packedBytes
        failure = failure ?? other.failure
        for block in cutter.merge(other.cutter) { add(block: block) }
    }

    /// Compressed size over raw size; nil for no item.
    func ratio() -> Double? {
        guard failure == nil else { return nil }
        // All whole blocks have one raw size, so the mean of their ratios is the ratio of the sums.
        if wholeBlocks > 0 { return Double(packedBytes) / Double(4 * BlockCutter.blockItems * wholeBlocks) }
        var scratch = self
        let rest = cutter.rest
        guard !rest.isEmpty, let size = scratch.compressedSize(of: rest) else { return nil }
        return Double(size) / Double(4 * rest.count)
    }

    private mutating func compressedSize(of block: [UInt32]) -> Int? {
        raw.removeAll(keepingCapacity: true)
        for number in block { withUnsafeBytes(of: number.bigEndian) { raw.append(contentsOf: $0) } }
        let bound = Int(compressBound(uLong(raw.count)))
        if packed.count < bound { packed = Array(repeating: 0, count: bound) }
        var size = uLongf(packed.count)
        let status = compress2(&packed, &size, raw, uLong(raw.count), 6)
        guard status == Z_OK else {
            failure = status  // no memory; the buffer is large enough and the level valid
            return nil
        }
        return Int(size)
    }
}
