/// Cuts the concatenated sequences into the blocks that the compression measure is about.
///
/// A sequence stands where the last one ended, or where it is told to: then sequences may come in any order, and a block
/// is whole once all of its items are there.
struct BlockCutter: Sendable {
    /// Items that are compressed together.
    static let blockItems = 10_000

    /// A block some of whose items are there.
    private struct Part: Sendable {
        var numbers = [UInt32](repeating: 0, count: BlockCutter.blockItems)
        /// The items' integer ids; nil once an item has none that fits 32 bits.
        var integers: [UInt32]? = [UInt32](repeating: 0, count: BlockCutter.blockItems)
        var filled = 0

        var written: [UInt32] { integers ?? numbers }
    }

    /// By number of the block.
    private var parts: [Int: Part] = [:]
    /// Where the last sequence ended.
    private var end = 0
    /// Whether sequences were told where they stand.
    private(set) var isPlaced = false

    /// Memory in bytes.
    var bytes: Int { parts.count * 8 * Self.blockItems }

    /// The items of the only block, if it is not whole, written as blocks are.
    var rest: [UInt32] { parts[0].map { Array($0.written.prefix($0.filled)) } ?? [] }

    /// - Parameters:
    ///   - ids: The items' integer ids where all of them have one that fits 32 bits.
    ///   - position: How many items stand before the sequence; nil for all that were added before.
    /// - Returns: The blocks that it makes whole: ids where all of its items have one, else numbers.
    mutating func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        integers ids: UnsafeBufferPointer<UInt32>?,
        at position: Int? = nil
    ) -> [[UInt32]] {
        var whole: [[UInt32]] = []
        if position != nil { isPlaced = true }
        var place = position ?? end
        var start = 0
        while start < sequence.count {
            let (block, begin) = place.quotientAndRemainder(dividingBy: Self.blockItems)
            let count = min(sequence.count - start, Self.blockItems - begin)
            let source = start..<start + count
            Self.write(
                UnsafeBufferPointer(rebasing: sequence[source]),
                ids.map { UnsafeBufferPointer(rebasing: $0[source]) },
                at: begin,
                in: &parts[block, default: Part()]
            )
            if let part = parts[block], part.filled == Self.blockItems {
                whole.append(part.written)
                parts[block] = nil
            }
            start += count
            place += count
        }
        end = max(end, place)
        return whole
    }

    /// Adds the other's items: where they stand, if both know, else behind the present ones.
    /// - Returns: The blocks that they make whole.
    mutating func merge(_ other: BlockCutter) -> [[UInt32]] {
        guard isPlaced || end == 0, other.isPlaced || other.end == 0 else { return append(other) }
        isPlaced = isPlaced || other.isPlaced
        end = max(end, other.end)
        var whole: [[UInt32]] = []
        for (block, theirs) in other.parts {
            guard var ours = parts[block] else {
                parts[block] = theirs
                continue
            }
            // What one of them does not have is 0 there.
            for item in ours.numbers.indices { ours.numbers[item] |= theirs.numbers[item] }
            if let integers = theirs.integers, ours.integers != nil {
                for item in integers.indices { ours.integers?[item] |= integers[item] }
            } else {
                ours.integers = nil
            }
            ours.filled += theirs.filled
            parts[block] = ours.filled == Self.blockItems ? nil : ours
            if ours.filled == Self.blockItems { whole.append(ours.written) }
        }
        return whole
    }

    private mutating func append(_ other: BlockCutter) -> [[UInt32]] {
        // Each has at most one block that is not whole, its last one.
        end %= Self.blockItems
        let last = parts.values.first
        parts = [:]
        parts[0] = last
        var whole: [[UInt32]] = []
        for part in other.parts.values {
            part.numbers.withUnsafeBufferPointer { numbers in
                let numbers = UnsafeBufferPointer(rebasing: numbers.prefix(part.filled))
                guard let integers = part.integers else {
                    whole += add(numbers, integers: nil)
                    return
                }
                integers.withUnsafeBufferPointer { integers in
                    whole += add(numbers, integers: UnsafeBufferPointer(rebasing: integers.prefix(part.filled)))
                }
            }
        }
        return whole
    }

    private static func write(
        _ items: UnsafeBufferPointer<UInt32>,
        _ ids: UnsafeBufferPointer<UInt32>?,
        at begin: Int,
        in part: inout Part
    ) {
        part.numbers.replaceSubrange(begin..<begin + items.count, with: items)
        if let ids {
            part.integers?.replaceSubrange(begin..<begin + items.count, with: ids)
        } else {
            part.integers = nil
        }
        part.filled += items.count
    }
}
