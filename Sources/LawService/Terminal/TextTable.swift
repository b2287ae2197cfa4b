/// Aligns columns of text: the first to the left, the others to the right if they are numbers.
struct TextTable {
    /// Whether every column is text.
    var isText = false
    private var rows: [[String]] = []

    mutating func add(_ row: [String]) { rows.append(row) }

    /// - Parameter width: the columns of the terminal. If every column is text, the last one is cut to what the others leave,
    ///   but not to less than a few characters.
    func lines(indent: String = "", width: Int? = nil) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? DisplayWidth.of($0[column]) : 0 }.max() ?? 0
        }
        let others = DisplayWidth.of(indent) + widths.dropLast().reduce(0) { $0 + $1 + 2 }
        let room = width.map { max(8, $0 - others) } ?? .max
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                if isText, column == row.count - 1 { return DisplayWidth.cut(cell, to: room) }
                return DisplayWidth.pad(cell, to: widths[column], isRight: column > 0 && !isText)
            }
            return indent + cells.joined(separator: "  ")
        }
    }
}
