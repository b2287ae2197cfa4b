/// Layouts of lines that are no table, although a delimiter splits them.
struct LineLayout {
    /// As many lines as this show the layout.
    private static let mostLines = 40
    private static let bytes = 1 << 11

    private let lines: [Substring]

    init(_ text: UnsafeBufferPointer<UInt8>) {
        // Both layouts have a colon near their beginning.
        guard text.prefix(200).contains(UInt8(ascii: ":")) else {
            lines = []
            return
        }
        let head = String(decoding: text.prefix(Self.bytes), as: UTF8.self)
        var lines = head.split { $0.isNewline }.filter { !$0.allSatisfy(\.isWhitespace) && $0.first != "#" }
        // The last line is cut off.
        if text.count > Self.bytes, !lines.isEmpty { lines.removeLast() }
        self.lines = Array(lines.prefix(Self.mostLines))
    }

    /// Why the lines cannot be read, with the remedy; nil if they may be those of a table.
    ///
    /// - Parameter format: The one that the caller demands. It is never overruled.
    func fault(demanded format: TableFormat?) -> TableFault? {
        if areBlocks {
            let fields = lines[1].split(separator: ",").count
            let columns =
                fields == 3 ? ", and add `columns=item:1,user:2,time:4` if these are user, rating and time" : ""
            return TableFault(
                .structure,
                at: .line(1, column: 1),
                "lines such as \(String(lines[0]).shown) stand before the rows of one item each; write the item in each row, for"
                    + " example with `awk '/:\\r?$/ { item = $0; sub(/:.*/, \"\", item); next } { print item \",\" $0 }'"
                    + " FILE`\(columns)"
            )
        }
        guard format == nil, isYAML else { return nil }
        return TableFault(
            .unsupported,
            at: .whole,
            "the bytes are YAML, which is not read here; convert them first, for example with `python3 -c 'import json, sys,"
                + " yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout, default=str)' < FILE`"
        )
    }

    /// Whether a line with the item alone begins each block of rows, as in the Netflix prize's files.
    private var areBlocks: Bool {
        guard lines.count > 1, Self.beginsBlock(lines[0]) else { return false }
        return !Self.beginsBlock(lines[1]) && lines[1].contains(",")
            && lines.allSatisfy { Self.beginsBlock($0) || $0.contains(",") }
    }

    private static func beginsBlock(_ line: Substring) -> Bool {
        line.count > 1 && line.last == ":" && line.dropLast().utf8.allSatisfy(\.isDigit)
    }

    private var isYAML: Bool {
        guard lines.count > 2 else { return false }
        var keys = 0
        var elements = 0
        for line in lines where line != "---" {
            var rest = line.drop { $0 == " " }
            let isElement = rest.hasPrefix("- ")
            if isElement {
                elements += 1
                rest = rest.dropFirst(2).drop { $0 == " " }
            }
            let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
            let behind = rest.dropFirst(key.count)
            let hasKey = !key.isEmpty && (behind == ":" || behind.hasPrefix(": "))
            if hasKey { keys += 1 }
            guard hasKey || isElement else { return false }
        }
        return keys > 0 && (elements > 0 || lines[0] == "---")
    }
}
