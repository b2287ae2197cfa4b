/// Aligns columns of text: the first to the left, the others to the right if they are numbers.
struct TextTable {
    /// Whether every column is text.
    var isText = false
    private var rows: [[String]] = []

    mutating func add(_ row: [String]) { rows.append(row) }

    func lines(indent: String = "") -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                if isText, column == row.count - 1 { return cell }
                return column == 0 || isText ? cell + padding : padding + cell
            }
            return indent + cells.joined(separator: "  ")
        }
    }
}
