import ResourceMetering

/// Scratch memory for counting the windows of one sequence after another.
struct WindowScratch: Sendable {
    var table = PatternTable()
    /// The windows that may occur twice, in order: their start, the pair that they join, and their number.
    var places: [UInt32] = []
    var keys: [UInt64] = []
    var numbers: [UInt32] = []

    /// Memory in bytes.
    var bytes: Int { table.bytes + (places.capacity + numbers.capacity) * 4 + keys.capacity * 8 }

    /// The most memory after sequences of at most `windows` windows, in bytes.
    static func bytes(windows: Int) -> Int { PatternTable.bytes(keys: windows) + 16 * entries(windows) }

    mutating func reserve(_ windows: Int) {
        guard places.count < windows else { return }
        let entries = Self.entries(windows)
        // The old arrays are given back first, so that both are never in memory together.
        (places, keys, numbers) = ([], [], [])
        places = Array(repeating: 0, count: entries)
        keys = Array(repeating: 0, count: entries)
        numbers = Array(repeating: 0, count: entries)
    }

    /// Growing by a quarter keeps the amortised cost of a window constant.
    private static func entries(_ windows: Int) -> Int { windows + windows / 4 }

    /// Counts the first keys.
    mutating func countKeys(_ count: Int, meter: WorkMeter) {
        keys.withUnsafeBufferPointer { keys in
            numbers.withUnsafeMutableBufferPointer { numbers in
                guard let keys = keys.baseAddress, let numbers = numbers.baseAddress else { return }
                table.count(keys, count: count, numbers: numbers, meter: meter)
            }
        }
    }
}
