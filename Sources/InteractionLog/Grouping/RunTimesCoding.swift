import TableReading

/// Codes the times of one user's run as 32-bit words. The times are in ascending order.
///
/// The first word says how they are written, in which unit, and of which file they are. If all are whole numbers of one unit and less than 2^32
/// units apart, as nearly all are, each takes one word: its distance from the one before. Other whole numbers take two
/// words, and keys take four, or eight with a second time.
enum RunTimesCoding {
    private enum Form {
        static let distances: UInt32 = 0
        static let counts: UInt32 = 1
        static let keys: UInt32 = 2
        static let pairs: UInt32 = 3
    }

    /// Replaces `words`.
    static func write(_ times: RunTimes, file: Int, to words: inout [UInt32]) {
        words.removeAll(keepingCapacity: true)
        let file = UInt32(min(file, Int(UInt16.max))) << 16
        guard times.keys.isEmpty else {
            words.append((times.secondKeys.isEmpty ? Form.keys : Form.pairs) | file)
            append(times.keys, to: &words)
            append(times.secondKeys, to: &words)
            return
        }
        guard let first = times.counts.first else { return }
        let unit = code(of: times.unit) << 8
        words.append(Form.distances | unit | file)
        append([first], to: &words)
        var last = first
        for count in times.counts.dropFirst() {
            // In ascending order, so a distance that overflows wraps to a negative one, which the check refuses.
            let distance = count &- last
            guard distance >> 32 == 0 else {
                words.removeAll(keepingCapacity: true)
                words.append(Form.counts | unit | file)
                return append(times.counts, to: &words)
            }
            words.append(UInt32(truncatingIfNeeded: distance))
            last = count
        }
    }

    /// Appends the times that are coded from `index` on, and moves `index` behind them.
    ///
    /// - Parameter secondKeys: Receives second times, if there are any.
    /// - Returns: The file.
    static func read(
        _ words: UnsafeBufferPointer<UInt32>,
        _ index: inout Int,
        count: Int,
        into keys: inout [TimeKey],
        _ secondKeys: inout [TimeKey]
    ) -> Int {
        let form = words[index] & 0xFF
        let unit = unit((words[index] >> 8) & 0xFF)
        let file = Int(words[index] >> 16)
        index += 1
        switch form {
        case Form.distances:
            var time = load(Int64.self, words, &index)
            keys.append(unit.key(time))
            for _ in 1..<count {
                time &+= Int64(words[index])
                index += 1
                keys.append(unit.key(time))
            }
        case Form.counts:
            for _ in 0..<count { keys.append(unit.key(load(Int64.self, words, &index))) }
        default:
            for _ in 0..<count { keys.append(load(TimeKey.self, words, &index)) }
            if form == Form.pairs {
                for _ in 0..<count { secondKeys.append(load(TimeKey.self, words, &index)) }
            }
        }
        return file
    }

    private static func append<Value: BitwiseCopyable>(_ values: [Value], to words: inout [UInt32]) {
        values.withUnsafeBytes { words.append(contentsOf: $0.bindMemory(to: UInt32.self)) }
    }

    private static func load<Value: BitwiseCopyable>(
        _ type: Value.Type,
        _ words: UnsafeBufferPointer<UInt32>,
        _ index: inout Int
    ) -> Value {
        defer { index += MemoryLayout<Value>.size / 4 }
        // Among words a value may be unaligned.
        return UnsafeRawBufferPointer(words).loadUnaligned(fromByteOffset: 4 * index, as: type)
    }

    private static func code(of unit: TimeUnit) -> UInt32 {
        UInt32(TimeUnit.allCases.firstIndex(of: unit) ?? 0)
    }

    private static func unit(_ code: UInt32) -> TimeUnit { TimeUnit.allCases[Int(code)] }
}
