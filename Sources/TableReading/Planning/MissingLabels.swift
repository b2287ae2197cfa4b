/// Words with which tools write that a value is missing, but which are counted as labels.
struct MissingLabels {
    private static let words: Set<String> = ["nan", "na", "n/a", "#n/a", "<na>", "none", "null", "(null)", "nat"]

    /// A word that is missing anyway is none of the labels.
    private static func isWord(_ text: String) -> Bool {
        // No such word is longer, and a list may have any number of long texts.
        guard text.utf8.count <= 16 else { return false }
        return text.withBytes { bytes in
            let bytes = bytes.trimmed
            return !MissingWord.matches(bytes) && words.contains(String(decoding: bytes, as: UTF8.self).lowercased())
        }
    }

    private let sample: SampleTable
    /// The records of a JSON table, whose lists the sample has as one text.
    private let records: [JSONSketch]

    init(_ sample: SampleTable, records: [JSONSketch]) {
        self.sample = sample
        self.records = records
    }

    /// Warns if such a word is counted as a user or an item.
    func warn(_ roles: LogRoles, _ findings: inout PlanFindings) {
        for (role, column) in [("user", roles.user), ("item", roles.item)] {
            guard let column, let word = word(in: column) else { continue }
            findings.warnings.append(
                TableWarning(
                    code: "looksMissing",
                    message:
                        "\(word.shown) of the column \(sample.columns[column].title.shown) is counted as one \(role); leave the"
                        + " cell empty where it means that there is none, and add `onError=skip` to leave such rows out"
                )
            )
        }
        guard let list = roles.list, let word = word(in: list) else { return }
        findings.warnings.append(
            TableWarning(
                code: "looksMissing",
                message:
                    "\(word.shown) in a list is counted as one item; take it out of the lists where it means that there is none,"
                    + " or leave it out with `padding=\(ShownText.escaped(word))`"
            )
        )
    }

    private func word(in column: Int) -> String? {
        guard sample.columns.indices.contains(column) else { return nil }
        return sample.columns[column].cells.first { $0.kind == .text && Self.isWord($0.text) }?.text
    }

    private func word(in list: LogRoles.List) -> String? {
        switch list {
        case .fields(let first, let last):
            let columns = sample.columns.indices.filter { $0 >= first && $0 <= last ?? .max }
            return columns.lazy.compactMap { word(in: $0) }.first
        case .column(let column):
            guard sample.columns.indices.contains(column) else { return nil }
            for cell in sample.columns[column].cells where cell.kind == .text {
                if let word = Self.element(of: cell.text) { return word }
            }
            let path = sample.columns[column].path
            return records.lazy.compactMap { Self.element(of: $0, at: path[...]) }.first
        }
    }

    private static func element(of list: String) -> String? {
        var word: String?
        list.withBytes { bytes in
            _ = ListCell.read(bytes.trimmed) { element in
                guard word == nil, element.count <= 16 else { return }
                let text = String(decoding: element, as: UTF8.self)
                if isWord(text) { word = text }
            }
        }
        return word
    }

    private static func element(of value: JSONSketch, at path: ArraySlice<String>) -> String? {
        switch value {
        case .array(let elements, _):
            for case .scalar(let cell) in elements where cell.kind == .text && isWord(cell.text) { return cell.text }
            return nil
        case .object(let members, _):
            guard let key = path.first, let member = members.first(where: { $0.key == key }) else { return nil }
            return element(of: member.value, at: path.dropFirst())
        case .scalar: return nil
        }
    }
}
