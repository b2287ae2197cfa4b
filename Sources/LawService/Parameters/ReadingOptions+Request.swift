import JSONText
import TableReading

extension ReadingOptions {
    /// Reads the options of a query. Faults are added to the reader, each at its parameter.
    init(_ reader: inout ParameterReader) {
        self.init()
        for name in Self.names {
            guard let text = reader.text(name) else { continue }
            do throws(TableFault) {
                try set(name, to: text)
            } catch {
                reader.fault(error.place.description, error.detail)
            }
        }
    }

    /// Reads an option that is a member of a JSON body. `columns` may be an object of roles too.
    mutating func read(_ cursor: JSONCursor, name: String) {
        do throws(TableFault) {
            if name == "columns", case .object = cursor.value {
                columns = try Self.columns(cursor)
            } else if name == "padding", case .number(let number) = cursor.value {
                try set(name, to: number.text)
            } else if let text = cursor.string() {
                try set(name, to: text)
            }
        } catch {
            cursor.report(error.detail)
        }
    }

    private static func columns(_ cursor: JSONCursor) throws(TableFault) -> ColumnSelection {
        var selection = ColumnSelection()
        for (role, column) in cursor.members()?.all ?? [] {
            if case .number(let number) = column.value {
                try selection.add(role: role, target: .text(number.text))
            } else if let text = column.string() {
                try selection.add(role: role, target: .name(text))
            }
        }
        return selection
    }
}
