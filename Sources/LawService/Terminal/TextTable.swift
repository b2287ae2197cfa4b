/// Aligns columns of text: the first to the left, the others to the right if they are numbers.
struct TextTable {
    /// Whether every column is text.
    var isText = false
    private var rows: [[String]] = []

    mutating func add(_ row: [String]) { rows.append(row) }

    func lines(indent: String = "") -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? DisplayWidth.of($0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                if isText, column == row.count - 1 { return cell }
                return DisplayWidth.pad(cell, to: widths[column], isRight: column > 0 && !isText)
            }
            return indent + cells.joined(separator: "  ")
        }
    }
}
