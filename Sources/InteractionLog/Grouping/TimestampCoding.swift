/// Codes the timestamps of one user's run as 32-bit words. The timestamps are in ascending order.
///
/// The first word is the width. If all timestamps are whole and less than 2^32 units apart, as nearly all are, each
/// takes one word: its distance from the one before. Otherwise each takes four words.
enum TimestampCoding {
    private enum Width {
        static let distances: UInt32 = 0
        static let whole: UInt32 = 1
    }

    /// Replaces `words`.
    static func write(_ timestamps: UnsafeBufferPointer<Timestamp>, to words: inout [UInt32]) {
        words.removeAll(keepingCapacity: true)
        guard let first = timestamps.first else { return }
        guard first.fraction == 0 else { return writeWhole(timestamps, to: &words) }
        let bits = UInt64(bitPattern: first.whole)
        words.append(Width.distances)
        words.append(UInt32(truncatingIfNeeded: bits))
        words.append(UInt32(truncatingIfNeeded: bits >> 32))
        var last = first.whole
        for timestamp in timestamps.dropFirst() {
            // In ascending order, so a distance that overflows wraps to a negative one, which the check refuses.
            let distance = timestamp.whole &- last
            guard timestamp.fraction == 0, distance >> 32 == 0 else { return writeWhole(timestamps, to: &words) }
            words.append(UInt32(truncatingIfNeeded: distance))
            last = timestamp.whole
        }
    }

    /// Appends the timestamps that are coded from `index` on, and moves `index` behind them.
    static func read(
        _ words: UnsafeBufferPointer<UInt32>,
        _ index: inout Int,
        count: Int,
        into timestamps: inout [Timestamp]
    ) {
        guard count > 0 else { return }
        let width = words[index]
        index += 1
        if width == Width.distances {
            var whole = Int64(bitPattern: UInt64(words[index]) | UInt64(words[index + 1]) << 32)
            index += 2
            timestamps.append(Timestamp(whole))
            for _ in 1..<count {
                whole &+= Int64(words[index])
                index += 1
                timestamps.append(Timestamp(whole))
            }
        } else {
            let bytes = UnsafeRawBufferPointer(words)
            for _ in 0..<count {
                // Among words a timestamp may be unaligned.
                timestamps.append(bytes.loadUnaligned(fromByteOffset: 4 * index, as: Timestamp.self))
                index += MemoryLayout<Timestamp>.stride / 4
            }
        }
    }

    private static func writeWhole(_ timestamps: UnsafeBufferPointer<Timestamp>, to words: inout [UInt32]) {
        words.removeAll(keepingCapacity: true)
        words.append(Width.whole)
        words.append(contentsOf: UnsafeRawBufferPointer(timestamps).bindMemory(to: UInt32.self))
    }
}
