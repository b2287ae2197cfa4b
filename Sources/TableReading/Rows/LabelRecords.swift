/// Reads the records of a log whose labels and times are plain text: nothing is quoted or escaped, and no cell is missing.
/// Every other record is left to `DelimitedReader`, which also reports what is wrong with it.
///
/// The lines are copied whole among the texts of the output, and a label is a place in them. So no field costs a copy.
struct LabelRecords: Sendable {
    /// Lines that are copied together, in bytes. The texts of the output stay small enough for the cache.
    private static let mostBytes = 1 << 16

    /// What each column is. The columns behind the last used one are only counted.
    private let roles: [LogColumnRole]
    private let dialect: Dialect
    private let delimiter: UInt8
    private let isBlankRun: Bool
    /// Whether a quotation mark may be more than a character.
    private let stopsAtMarks: Bool
    private let stopsAtEscapes: Bool
    /// Longer records are left to the general reader, which refuses them.
    private let longest: Int
    /// A record that begins with one of the names may be the header again.
    private let header: HeaderNames?
    private let times: [LogRoles.Time]

    /// - Returns: Nil if no record of the plan can be read so.
    init?(_ structure: DelimitedStructure, _ roles: LogRoles, watched: Set<Int> = [], longest: Int) {
        guard let width = structure.width, width <= LogColumnRole.mostColumns, roles.list == nil else { return nil }
        guard roles.user != nil, roles.item != nil, structure.dialect.delimiter.bytes.count == 1 else { return nil }
        self.roles = LogColumnRole.roles(of: roles, width: width, watched: watched)
        dialect = structure.dialect
        delimiter = dialect.delimiter.bytes[0]
        isBlankRun = dialect.delimiter.isBlankRun
        stopsAtMarks = structure.looksAtMarks || dialect.quoting != .none
        stopsAtEscapes = dialect.quoting == .backslash
        self.longest = longest
        header = structure.hasHeader ? HeaderNames(structure.header) : nil
        times = roles.times
    }

    /// Reads records from `index` on, which moves behind the last of them, until one is of another kind, may continue
    /// beyond the bytes, or `most` have been read.
    ///
    /// - Parameter line: The line of the first record.
    /// - Returns: How many records were appended to the columns of the output.
    func read(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        line: Int,
        most: Int,
        into output: inout RowBuffer
    ) -> Int {
        let begin = index
        let base = output.texts.count
        let limit = min(most, RowBuffer.rows)
        let count = withUnsafeTemporaryAllocation(of: LabelCell.self, capacity: 2 * limit) { labels in
            withUnsafeTemporaryAllocation(of: RowPlace.self, capacity: limit) { places in
                withUnsafeTemporaryAllocation(of: TimeKey.self, capacity: max(1, times.count) * limit) { keys in
                    let columns = Columns(
                        users: UnsafeMutableBufferPointer(rebasing: labels[..<limit]),
                        items: UnsafeMutableBufferPointer(rebasing: labels[limit...]),
                        places: places,
                        keys: UnsafeMutableBufferPointer(rebasing: keys[..<limit]),
                        secondKeys: UnsafeMutableBufferPointer(rebasing: keys[limit...])
                    )
                    var count = 0
                    while count < limit, index - begin < Self.mostBytes {
                        guard let end = bytes.place(of: dialect.lineEnd, from: index) else { break }
                        let row = Row(number: count, line: line + count, shift: base - begin)
                        guard record(bytes, index..<end, row, columns) else { break }
                        count += 1
                        index = end + 1
                    }
                    output.userLabels.append(contentsOf: columns.users[..<count])
                    output.itemLabels.append(contentsOf: columns.items[..<count])
                    output.itemPlaces.append(contentsOf: places[..<count])
                    if times.count > 0 { output.keys.append(contentsOf: columns.keys[..<count]) }
                    if times.count > 1 { output.secondKeys.append(contentsOf: columns.secondKeys[..<count]) }
                    return count
                }
            }
        }
        if count > 0 { output.texts.append(contentsOf: bytes[begin..<index]) }
        output.noteLabelRows(count)
        return count
    }

    private struct Columns {
        let users: UnsafeMutableBufferPointer<LabelCell>
        let items: UnsafeMutableBufferPointer<LabelCell>
        let places: UnsafeMutableBufferPointer<RowPlace>
        let keys: UnsafeMutableBufferPointer<TimeKey>
        let secondKeys: UnsafeMutableBufferPointer<TimeKey>
    }

    private struct Row {
        let number: Int
        let line: Int
        /// From a place in the bytes to the place among the texts of the output.
        let shift: Int
    }

    /// - Returns: Whether the record is of the kind that is read here.
    @inline(__always)
    private func record(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ line: Range<Int>,
        _ row: Row,
        _ columns: Columns
    ) -> Bool {
        var end = line.upperBound
        if dialect.lineEnd == 0x0A, end > line.lowerBound, bytes[end - 1] == 0x0D { end -= 1 }
        let length = end - line.lowerBound
        guard length > 0, length < longest else { return false }
        let whole = UnsafeBufferPointer(rebasing: bytes[line.lowerBound..<end])
        if stopsAtMarks, whole.place(of: UInt8(ascii: "\"")) != nil { return false }
        if stopsAtEscapes, whole.place(of: UInt8(ascii: "\\")) != nil { return false }
        var index = 0
        for column in roles.indices {
            if isBlankRun { while index < length, whole[index].isBlank { index += 1 } }
            guard let fieldEnd = fieldEnd(whole, from: index, isLast: column + 1 == roles.count) else { return false }
            let field = index..<fieldEnd
            index = fieldEnd + 1
            if column == 0, mayRepeatHeader(whole, field) { return false }
            switch roles[column] {
            case .user:
                guard let cell = label(whole, field, line.lowerBound + row.shift) else { return false }
                columns.users[row.number] = cell
            case .item:
                guard let cell = label(whole, field, line.lowerBound + row.shift) else { return false }
                columns.items[row.number] = cell
                columns.places[row.number] = RowPlace(row: row.line, column: field.lowerBound + 1)
            case .time:
                guard let key = times[0].key(whole.slice(field).trimmed) else { return false }
                columns.keys[row.number] = key
            case .secondTime:
                guard let key = times[1].key(whole.slice(field).trimmed) else { return false }
                columns.secondKeys[row.number] = key
            case .other: break
            case .empty: guard field.isEmpty else { return false }
            }
        }
        return true
    }

    /// - Returns: Nil if the record has fewer or more fields.
    @inline(__always)
    private func fieldEnd(_ whole: UnsafeBufferPointer<UInt8>, from begin: Int, isLast: Bool) -> Int? {
        var end = begin
        if isBlankRun {
            guard begin < whole.count else { return nil }
            while end < whole.count, !whole[end].isBlank { end += 1 }
            if isLast { return whole[end...].allSatisfy(\.isBlank) ? end : nil }
        } else {
            // Fields are short, so a loop is faster than a call of the library's search.
            while end < whole.count, whole[end] != delimiter { end += 1 }
        }
        return (end == whole.count) == isLast ? end : nil
    }

    @inline(__always)
    private func mayRepeatHeader(_ whole: UnsafeBufferPointer<UInt8>, _ field: Range<Int>) -> Bool {
        guard let header else { return false }
        let text = whole.slice(field).trimmed
        guard let first = text.first else { return true }
        // A byte order mark may stand before the name.
        if first == Charset.utf8.mark[0] { return true }
        return header.has(text)
    }

    /// - Returns: Nil for a missing label, and for one that is no text.
    @inline(__always)
    private func label(_ whole: UnsafeBufferPointer<UInt8>, _ field: Range<Int>, _ shift: Int) -> LabelCell? {
        var (begin, end) = (field.lowerBound, field.upperBound)
        while begin < end, whole[begin].isBlank { begin += 1 }
        while begin < end, whole[end - 1].isBlank { end -= 1 }
        let text = UnsafeBufferPointer(rebasing: whole[begin..<end])
        switch LabelText(text) {
        case .integer(let value): return LabelCell(value)
        case .text(let count):
            return text.isText ? LabelCell(offset: begin + shift, length: count) : nil
        case .missing: return nil
        }
    }
}

/// What a column of delimited text is to a log.
enum LogColumnRole: Sendable {
    case user, item, time, secondTime, other
    /// A column that the first rows have no value of. A value is left to the general reader, which reports it.
    case empty

    /// A record with more columns is not read on the fast paths.
    static let mostColumns = 1_024

    static func roles(of roles: LogRoles, width: Int, watched: Set<Int>) -> [LogColumnRole] {
        let (first, second) = (roles.times.first?.column, roles.times.count > 1 ? roles.times[1].column : nil)
        return (0..<width).map { column in
            switch column {
            case roles.user: .user
            case roles.item: .item
            case first: .time
            case second: .secondTime
            default: watched.contains(column) ? .empty : .other
            }
        }
    }
}
