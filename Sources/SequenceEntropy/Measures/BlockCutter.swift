/// Cuts the concatenated sequences into the blocks of the compression measure.
struct BlockCutter: Sendable {
    /// Items that are compressed together.
    static let blockItems = 10_000

    /// What is compressed: integer ids, or numbers by first appearance.
    struct Block: Sendable, Equatable {
        var words: [UInt32]
        let isNumbered: Bool
    }

    /// The block that is not complete yet: its items, and their integer ids. The ids are `nil` if an item of the block has
    /// none that fits 32 bits.
    private var items: [UInt32] = []
    private var integers: [UInt32]? = []
    private var numbers = AppearanceNumbers()

    /// Memory in bytes.
    var bytes: Int { 4 * (items.capacity + (integers?.capacity ?? 0)) + numbers.bytes }

    /// The incomplete block, as it would be written.
    var remainder: Block {
        var copy = self
        return copy.block()
    }

    private mutating func block() -> Block {
        guard let integers else { return Block(words: numbers.numbers(of: items), isNumbered: true) }
        return Block(words: integers, isNumbered: false)
    }

    /// Appends a sequence.
    ///
    /// - Parameter ids: The items' integer ids, if all of them have one that fits 32 bits.
    /// - Returns: The blocks that are now complete: as ids if all items of the block have one, else as numbers.
    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, integers ids: UnsafeBufferPointer<UInt32>?) -> [Block] {
        var complete: [Block] = []
        var start = 0
        while start < sequence.count {
            let end = min(sequence.count, start + Self.blockItems - items.count)
            items.append(contentsOf: UnsafeBufferPointer(rebasing: sequence[start..<end]))
            if let ids {
                integers?.append(contentsOf: UnsafeBufferPointer(rebasing: ids[start..<end]))
            } else {
                integers = nil
            }
            start = end
            if items.count == Self.blockItems {
                complete.append(block())
                items.removeAll(keepingCapacity: true)
                integers = []
            }
        }
        return complete
    }

    /// Gives the blocks of another part, which follow those of this one, the numbers that they have here.
    mutating func renumber(_ blocks: inout [Block], of other: BlockCutter) {
        let own = numbers.numbers(of: other.numbers.items)
        for index in blocks.indices where blocks[index].isNumbered {
            blocks[index].words = blocks[index].words.map { own[Int($0)] }
        }
    }

    /// Appends the incomplete block of another part.
    ///
    /// - Returns: The blocks that are now complete.
    mutating func append(_ other: BlockCutter) -> [Block] {
        other.items.withUnsafeBufferPointer { items in
            guard let integers = other.integers else { return add(items, integers: nil) }
            return integers.withUnsafeBufferPointer { add(items, integers: $0) }
        }
    }
}

/// Numbers items by their first appearance in blocks without integer ids, from 0.
///
/// The items of a log are numbered before sequences are cut off, so their own numbers depend on what was cut off.
private struct AppearanceNumbers: Sendable {
    /// By item: its number and 1, or 0.
    private var places: [UInt32] = []
    private var count: UInt32 = 0

    /// Memory in bytes.
    var bytes: Int { 4 * places.capacity }

    /// The items by number.
    var items: [UInt32] {
        var items = [UInt32](repeating: 0, count: Int(count))
        for (item, place) in places.enumerated() where place > 0 { items[Int(place) - 1] = UInt32(item) }
        return items
    }

    mutating func numbers(of items: [UInt32]) -> [UInt32] {
        let most = Int(items.max() ?? 0)
        if most >= places.count {
            places.append(contentsOf: repeatElement(0, count: max(most + 1, 2 * places.count) - places.count))
        }
        return items.map { item in
            if places[Int(item)] == 0 {
                count += 1
                places[Int(item)] = count
            }
            return places[Int(item)] - 1
        }
    }
}
