import JSONText

/// Reads the records that most of a log consists of: user and item are integers below 2^31, the time is a
/// whole number, and nothing is quoted. Every other record is left to `DelimitedReader`.
struct IntegerRecords: Sendable {
    private let roles: [LogColumnRole]
    private let delimiter: UInt8
    private let hasQuotes: Bool
    private let hasEscapes: Bool
    /// Longer records are left to the general reader, which refuses them.
    private let longest: Int
    let isTimed: Bool
    /// Times of another unit are left to the general reader, which refuses them.
    private let timeCounts: Range<Int64>
    /// Whether the records are pairs with blanks between them, which have a faster path of their own.
    private let arePairs: Bool

    /// - Returns: Nil if no record of the plan can be read so.
    init?(_ structure: DelimitedStructure, _ roles: LogRoles, watched: Set<Int> = [], longest: Int) {
        guard let width = structure.width, width <= LogColumnRole.mostColumns, roles.list == nil else { return nil }
        guard let user = roles.user, roles.item != nil, structure.dialect.lineEnd == 0x0A else { return nil }
        guard structure.dialect.delimiter.bytes.count == 1, roles.times.count <= 1 else { return nil }
        // A fraction of seconds is kept exactly by the general reader.
        if let time = roles.times.first, time.format.unit == nil { return nil }
        self.roles = LogColumnRole.roles(of: roles, width: width, watched: watched)
        delimiter = structure.dialect.delimiter.bytes[0]
        hasQuotes = structure.dialect.quoting != .none
        hasEscapes = structure.dialect.quoting == .backslash
        isTimed = !roles.times.isEmpty
        let time = roles.times.first { $0.isChecked }
        timeCounts = time?.format.unit?.likelyCounts ?? 0..<Int64.max
        self.longest = longest
        arePairs = structure.dialect.delimiter.isBlankRun && width == 2 && user == 0
        // Blanks may stand in runs, which only the general reader and the pairs take.
        if structure.dialect.delimiter.isBlankRun, !arePairs { return nil }
    }

    /// Reads records from `index` on, which moves behind the last of them, until one is of another kind, may continue
    /// beyond the bytes, or `most` have been read. A record that begins at `end` or behind it is not read.
    ///
    /// - Returns: How many records were appended to the columns of the output.
    func read(
        _ bytes: UnsafeRawBufferPointer,
        _ index: inout Int,
        until end: Int,
        most: Int,
        into output: inout RowBuffer
    ) -> Int {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * RowBuffer.rows) { labels in
            withUnsafeTemporaryAllocation(of: Int64.self, capacity: RowBuffer.rows) { times in
                let users = UnsafeMutableBufferPointer(rebasing: labels[..<RowBuffer.rows])
                let items = UnsafeMutableBufferPointer(rebasing: labels[RowBuffer.rows...])
                let limit = min(most, RowBuffer.rows)
                let count = read(bytes, &index, until: end, limit, users, items, times)
                output.users.append(contentsOf: users[..<count])
                output.items.append(contentsOf: items[..<count])
                if isTimed { output.times.append(contentsOf: times[..<count]) }
                output.noteIntegerRows(count)
                return count
            }
        }
    }

    /// Reads at most `limit` records into columns that have room for them.
    func read(
        _ bytes: UnsafeRawBufferPointer,
        _ index: inout Int,
        until end: Int,
        _ limit: Int,
        _ users: UnsafeMutableBufferPointer<UInt32>,
        _ items: UnsafeMutableBufferPointer<UInt32>,
        _ times: UnsafeMutableBufferPointer<Int64>
    ) -> Int {
        if arePairs { return readPairs(bytes, &index, until: end, limit, users, items) }
        var count = 0
        while count < limit, index < end, let next = record(bytes, at: index, count, users, items, times) {
            count &+= 1
            index = next
        }
        return count
    }

    /// - Returns: Where the next record begins; nil if this one is of another kind or may continue beyond the bytes.
    @inline(__always)
    private func record(
        _ bytes: UnsafeRawBufferPointer,
        at begin: Int,
        _ row: Int,
        _ users: UnsafeMutableBufferPointer<UInt32>,
        _ items: UnsafeMutableBufferPointer<UInt32>,
        _ times: UnsafeMutableBufferPointer<Int64>
    ) -> Int? {
        var index = begin
        for column in 0..<roles.count {
            switch roles[column] {
            case .user:
                guard let user = Self.integer(bytes, &index) else { return nil }
                users[row] = user
            case .item:
                guard let item = Self.integer(bytes, &index) else { return nil }
                items[row] = item
            case .time:
                guard let time = Self.time(bytes, &index), timeCounts.contains(time) else { return nil }
                times[row] = time
            case .secondTime, .other:
                guard skipField(bytes, &index) else { return nil }
            case .empty: break  // Then the delimiter follows.
            }
            guard index < bytes.count else { return nil }
            if column + 1 < roles.count {
                guard bytes[index] == delimiter else { return nil }
            } else {
                if bytes[index] == UInt8(ascii: "\r") { index += 1 }
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\n") else { return nil }
            }
            index += 1
        }
        return index - begin <= longest ? index : nil
    }

    @inline(__always)
    private static func integer(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> UInt32? {
        guard index + 8 <= bytes.count else { return nil }
        let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
        guard let run = DecimalDigits.value(word) else { return wideInteger(bytes, &index, word) }
        index += run.length
        return run.value
    }

    /// An integer of eight digits or more.
    private static func wideInteger(_ bytes: UnsafeRawBufferPointer, _ index: inout Int, _ word: UInt64) -> UInt32? {
        // With a zero before them, digits are a text.
        guard bytes[index] != UInt8(ascii: "0"), let eight = DecimalDigits.eight(word) else { return nil }
        var value = UInt64(eight)
        var end = index + 8
        while end < bytes.count {
            let digit = bytes[end] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value * 10 + UInt64(digit)
            guard value < 1 << 31 else { return nil }
            end += 1
        }
        index = end
        return UInt32(value)
    }

    /// An integer of at most 18 digits, which fits 64 bits, perhaps with a fraction of zeros.
    @inline(__always)
    private static func time(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int64? {
        guard index + 8 <= bytes.count else { return nil }
        let begin = index
        var value: Int64 = 0
        if let eight = DecimalDigits.eight(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian) {
            value = Int64(eight)
            index += 8
        }
        while index < bytes.count, index - begin <= 18 {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ Int64(digit)
            index += 1
        }
        guard 1...18 ~= index - begin else { return nil }
        if index + 1 < bytes.count, bytes[index] == UInt8(ascii: "."), bytes[index + 1] == UInt8(ascii: "0") {
            index += 1
            while index < bytes.count, bytes[index] == UInt8(ascii: "0") { index += 1 }
        }
        return value
    }

    /// - Returns: Whether the field ends within the bytes and is not quoted.
    @inline(__always)
    private func skipField(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Bool {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return true }
            // A quotation mark may enclose delimiters, and a backslash may stand before one.
            if hasQuotes, byte == UInt8(ascii: "\"") || hasEscapes && byte == UInt8(ascii: "\\") { return false }
            index += 1
        }
        return false
    }

    // MARK: Pairs

    /// Bytes that must follow a line's beginning: a short line has at most 7 + 1 + 7 + 2, and each number is loaded as 8.
    private static let pairRoom = 24

    /// Lines of two integers with one blank or tab between them. A user's lines all begin alike, so of all but the first
    /// only the item is read, if both have at most seven digits.
    private func readPairs(
        _ bytes: UnsafeRawBufferPointer,
        _ index: inout Int,
        until end: Int,
        _ limit: Int,
        _ users: UnsafeMutableBufferPointer<UInt32>,
        _ items: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        // Where the last line may begin.
        let last = min(bytes.count - Self.pairRoom, end - 1)
        var count = 0
        var line = index
        defer { index = line }
        while count < limit, line <= last {
            let before = count
            let word = bytes.loadUnaligned(fromByteOffset: line, as: UInt64.self).littleEndian
            if let user = DecimalDigits.value(word), Self.isBlank(bytes[line &+ user.length]) {
                let length = user.length &+ 1
                let mask = UInt64.max >> UInt64(64 - 8 * length)
                let head = word & mask
                repeat {
                    let item = line &+ length
                    let digits = bytes.loadUnaligned(fromByteOffset: item, as: UInt64.self).littleEndian
                    guard let run = DecimalDigits.value(digits) else { break }
                    var end = item &+ run.length
                    if bytes[end] != UInt8(ascii: "\n") {
                        guard bytes[end] == UInt8(ascii: "\r"), bytes[end &+ 1] == UInt8(ascii: "\n") else { break }
                        end &+= 1
                    }
                    items[count] = run.value
                    count &+= 1
                    line = end &+ 1
                } while count < limit && line <= last
                    && (bytes.loadUnaligned(fromByteOffset: line, as: UInt64.self).littleEndian & mask) == head
                // One fill costs less than a store in each turn.
                UnsafeMutableBufferPointer(rebasing: users[before..<count]).update(repeating: user.value)
            }
            if count > before { continue }
            guard let pair = Self.widePair(bytes, at: line) else { break }
            (users[count], items[count]) = (pair.user, pair.item)
            count &+= 1
            line = pair.end
        }
        return count
    }

    /// A line of two integers of any length; nil if it is another one or may continue beyond the bytes. It stays out of the loop of
    /// short lines, which would have fewer registers with it.
    @inline(never)
    private static func widePair(
        _ bytes: UnsafeRawBufferPointer,
        at line: Int
    ) -> (user: UInt32, item: UInt32, end: Int)? {
        var index = line
        guard let user = integer(bytes, &index), index < bytes.count, isBlank(bytes[index]) else { return nil }
        index += 1
        guard let item = integer(bytes, &index), index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "\r") { index += 1 }
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\n") else { return nil }
        return (user, item, index + 1)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
