/// Cuts the concatenated sequences into the blocks of the compression measure.
struct BlockCutter: Sendable {
    /// Items that are compressed together.
    static let blockItems = 10_000

    /// The block that is not complete yet: its items' numbers, and their integer ids. The ids are `nil` if an item of the
    /// block has none that fits 32 bits.
    private var numbers: [UInt32] = []
    private var integers: [UInt32]? = []

    /// Memory in bytes.
    var bytes: Int { 4 * (numbers.capacity + (integers?.capacity ?? 0)) }

    /// The incomplete block, as it would be written.
    var remainder: [UInt32] { integers ?? numbers }

    /// Appends a sequence.
    ///
    /// - Parameter ids: The items' integer ids, if all of them have one that fits 32 bits.
    /// - Returns: The blocks that are now complete: as ids if all items of the block have one, else as numbers.
    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, integers ids: UnsafeBufferPointer<UInt32>?) -> [[UInt32]]
    {
        var complete: [[UInt32]] = []
        var start = 0
        while start < sequence.count {
            let end = min(sequence.count, start + Self.blockItems - numbers.count)
            numbers.append(contentsOf: UnsafeBufferPointer(rebasing: sequence[start..<end]))
            if let ids {
                integers?.append(contentsOf: UnsafeBufferPointer(rebasing: ids[start..<end]))
            } else {
                integers = nil
            }
            start = end
            if numbers.count == Self.blockItems {
                complete.append(remainder)
                numbers.removeAll(keepingCapacity: true)
                integers = []
            }
        }
        return complete
    }

    /// Appends the incomplete block of another part.
    ///
    /// - Returns: The blocks that are now complete.
    mutating func append(_ other: BlockCutter) -> [[UInt32]] {
        other.numbers.withUnsafeBufferPointer { numbers in
            guard let integers = other.integers else { return add(numbers, integers: nil) }
            return integers.withUnsafeBufferPointer { add(numbers, integers: $0) }
        }
    }
}
