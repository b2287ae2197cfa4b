extension SampleTable {
    /// The columns of JSON records: the keys of nested objects are joined with a dot, in the order of their appearance.
    ///
    /// - Parameter events: The key of the array that has the interactions, if each record is one of them.
    init(records: [JSONSketch], events: String? = nil) {
        var numbers: [[String]: Int] = [:]
        for record in records {
            guard case .object(let members, _) = record else { continue }
            add(members, path: [], numbers: &numbers)
            rowCount += 1
            for index in columns.indices where columns[index].cells.count < rowCount {
                columns[index].cells.append(.absent)
            }
        }
        guard let events else { return }
        // `history.item_id` is the item of one interaction, although `history_item_id` is a list.
        for index in columns.indices where columns[index].path.first == events && columns[index].path.count > 1 {
            columns[index].useInnerForm()
        }
    }

    private mutating func add(
        _ members: [(key: String, value: JSONSketch)],
        path: [String],
        numbers: inout [[String]: Int]
    ) {
        for (key, value) in members {
            let path = path + [key]
            switch value {
            case .object(let members, _): add(members, path: path, numbers: &numbers)
            case .scalar(let cell): set(cell, path, &numbers)
            case .array(let elements, _):
                let texts = elements.map { if case .scalar(let cell) = $0 { cell.text } else { $0.words } }
                set(SampleCell(kind: .list, text: texts.joined(separator: " ")), path, &numbers)
            }
        }
    }

    private mutating func set(_ cell: SampleCell, _ path: [String], _ numbers: inout [[String]: Int]) {
        let index: Int
        if let known = numbers[path] {
            index = known
        } else {
            index = columns.count
            numbers[path] = index
            var column = SampleColumn(number: index + 1, name: path.joined(separator: "."), path: path)
            column.cells = Array(repeating: .absent, count: rowCount)
            columns.append(column)
        }
        // A key that occurs twice is a fault when the record is read; here the first one counts.
        if columns[index].cells.count == rowCount { columns[index].cells.append(cell) }
    }
}
