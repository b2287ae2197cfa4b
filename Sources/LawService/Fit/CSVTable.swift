/// A small comma-separated table (RFC 4180), with the place of every field.
///
/// Quoted fields may contain commas, doubled quotes and line ends. CRLF, a byte order mark and blank lines are accepted.
struct CSVTable {
    struct Field {
        let text: String
        /// Lines and columns count from 1. Columns count bytes.
        let line: Int
        let column: Int

        var place: String { "line \(line), column \(column)" }
    }

    let header: [Field]
    let rows: [[Field]]

    /// - Throws: 400 that names the place of bytes that are not UTF-8 or of a quote that is not closed.
    init(parsing bytes: [UInt8]) throws(Problem) {
        var scanner = Scanner(bytes: bytes)
        var records = try scanner.records()
        guard !records.isEmpty else {
            throw Problem(.badRequest, "the CSV is empty; its first line names the columns, such as layers,dim,HR@10")
        }
        header = records.removeFirst()
        rows = records
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0
        var line = 1
        var lineStart = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
                position = 3
                lineStart = 3
            }
        }

        mutating func records() throws(Problem) -> [[Field]] {
            var records: [[Field]] = []
            var record: [Field] = []
            while position < bytes.count {
                record.append(try field())
                let end = position < bytes.count ? bytes[position] : UInt8(ascii: "\n")
                position += 1
                if end == UInt8(ascii: ",") {
                    if position == bytes.count { record.append(Field(text: "", line: line, column: column)) }
                    if position < bytes.count { continue }
                }
                if record.count > 1 || record.first?.text.isEmpty == false { records.append(record) }
                record = []
                line += 1
                lineStart = position
            }
            return records
        }

        private var column: Int { position - lineStart + 1 }

        /// One field, up to the comma or line feed that ends it.
        private mutating func field() throws(Problem) -> Field {
            while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
            let (line, column) = (self.line, self.column)
            var content: [UInt8] = []
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                content = try quoted(Field(text: "", line: line, column: column))
                while position < bytes.count, [0x20, 0x09, 0x0D].contains(bytes[position]) { position += 1 }
                guard position == bytes.count || [UInt8(ascii: ","), UInt8(ascii: "\n")].contains(bytes[position])
                else {
                    throw Self.problem("has text after its closing quote", line, column)
                }
            }
            while position < bytes.count, bytes[position] != UInt8(ascii: ","), bytes[position] != UInt8(ascii: "\n") {
                content.append(bytes[position])
                position += 1
            }
            while let last = content.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\r") || last == 0x09 {
                content.removeLast()
            }
            guard let text = String(validating: content, as: UTF8.self) else {
                throw Self.problem("is not valid UTF-8", line, column)
            }
            return Field(text: text, line: line, column: column)
        }

        private mutating func quoted(_ start: Field) throws(Problem) -> [UInt8] {
            var content: [UInt8] = []
            position += 1
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "\"") {
                    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return content }
                    position += 1
                } else if byte == UInt8(ascii: "\n") {
                    line += 1
                    lineStart = position
                }
                content.append(byte)
            }
            throw Self.problem("opens a quote that is never closed", start.line, start.column)
        }

        private static func problem(_ detail: String, _ line: Int, _ column: Int) -> Problem {
            var faults = FaultList()
            faults.append("line \(line), column \(column)", detail)
            return faults.problem(.badRequest, total: 1)
        }
    }
}
