import JSONText

/// Reads the usual records of a table: user and item are integers of at most seven digits, the time is an integer, and
/// nothing is quoted. Any other record is left to the general reader.
struct IntegerRecords: Sendable {
    private enum Role: Sendable {
        case user, item, timestamp, other
    }

    struct Record {
        var user: UInt32 = 0
        var item: UInt32 = 0
        var time: Int64 = 0
        /// The first byte after the record's line end.
        var end = 0
    }

    private let roles: [Role]
    private let delimiter: UInt8
    private let hasQuotes: Bool
    /// Longer records are left to the general reader, which refuses them.
    private let longest: Int
    let isTimed: Bool

    init(_ columns: LogColumns, delimiter: UInt8, hasQuotes: Bool, longest: Int) {
        roles = (0..<columns.count).map { column in
            switch column {
            case columns.user: .user
            case columns.item: .item
            case columns.timestamp: .timestamp
            default: .other
            }
        }
        self.delimiter = delimiter
        self.hasQuotes = hasQuotes
        self.longest = longest
        isTimed = columns.timestamp != nil
    }

    /// - Returns: The record that begins at `begin`; nil if it is of another kind, or may continue beyond the bytes.
    func record(_ bytes: UnsafeRawBufferPointer, at begin: Int) -> Record? {
        var record = Record()
        var index = begin
        for column in 0..<roles.count {
            switch roles[column] {
            case .user:
                guard let user = Self.integer(bytes, &index) else { return nil }
                record.user = user
            case .item:
                guard let item = Self.integer(bytes, &index) else { return nil }
                record.item = item
            case .timestamp:
                guard let time = Self.time(bytes, &index) else { return nil }
                record.time = time
            case .other:
                guard skipField(bytes, &index) else { return nil }
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
        guard index - begin <= longest else { return nil }
        record.end = index
        return record
    }

    private static func integer(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> UInt32? {
        guard index + 8 <= bytes.count else { return nil }
        let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
        guard let run = DecimalDigits.value(word) else { return nil }
        index += run.length
        return run.value
    }

    /// An integer of at most 15 digits, which a `Double` represents exactly, perhaps with a fraction of zeros.
    private static func time(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int64? {
        guard index + 8 <= bytes.count else { return nil }
        let begin = index
        var value: Int64 = 0
        if let eight = DecimalDigits.eight(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian) {
            value = Int64(eight)
            index += 8
        }
        while index < bytes.count, index - begin <= 15 {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ Int64(digit)
            index += 1
        }
        guard 1...15 ~= index - begin, bytes[begin] != UInt8(ascii: "0") || index - begin == 1 else { return nil }
        if index + 1 < bytes.count, bytes[index] == UInt8(ascii: "."), bytes[index + 1] == UInt8(ascii: "0") {
            index += 1
            while index < bytes.count, bytes[index] == UInt8(ascii: "0") { index += 1 }
        }
        return value
    }

    /// - Returns: Whether the field ends within the bytes and is not quoted.
    private func skipField(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Bool {
        if hasQuotes, index < bytes.count, bytes[index] == UInt8(ascii: "\"") { return false }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return true }
            index += 1
        }
        return false
    }
}
