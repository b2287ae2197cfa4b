import JSONText

/// Where a JSON text has its records.
public struct JSONLayout: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Objects, one for each interaction, list or experiment.
        case records
        /// Arrays of items, one for each user.
        case sequences
        /// One object with an array of items for each user.
        case usersByKey
    }

    public var kind: Kind
    /// Whether each line is a JSON text of its own.
    public var isLines: Bool
    /// The member of the outermost object that has the records; nil if they are the whole text.
    public var member: String?
    /// The key of each record under which its interactions are an array of objects, if they are.
    public var events: String?
    /// Whether the text is the only sequence itself, written over several lines.
    public var isFlat = false
}

/// Finds the layout of a JSON sample.
struct JSONLayoutFinder {
    /// The members that have records, by what they contain.
    static let recordMembers = ["interactions", "experiments"]
    static let sequenceMember = "sequences"

    /// The keys of a request, beside the members with records.
    let memberNames: [String]

    enum Outcome {
        case layout(JSONLayout, records: [JSONSketch])
        case faults([TableFault])
    }

    func find(_ sample: JSONSample, demanded: TableFormat?) -> Outcome {
        if demanded == nil, !sample.hasSeveral, sample.spansLines, let root = sample.values.first, isFlat(root) {
            return .layout(JSONLayout(kind: .sequences, isLines: false, isFlat: true), records: [root])
        }
        let isLines = demanded == .ndjson || demanded == nil && (sample.hasSeveral || isOneLine(sample.values.first))
        if isLines { return lines(sample.values) }
        guard let root = sample.values.first else { return fault("the text is empty") }
        if sample.hasSeveral {
            return fault(
                "a second JSON text follows the first one, which `format=json` does not allow; use `format=ndjson`"
            )
        }
        switch root {
        case .array(let elements, let isComplete):
            return elementsLayout(elements, isComplete: isComplete, member: nil)
        case .object(let members, _): return object(members, lengths: sample.memberLengths)
        case .scalar: return fault("the JSON text is \(root.words); expected an array or an object")
        }
    }

    /// Whether the only text is a list of items alone.
    private func isFlat(_ root: JSONSketch) -> Bool {
        guard case .array(let elements, _) = root, !elements.isEmpty else { return false }
        return elements.allSatisfy { if case .scalar = $0 { true } else { false } }
    }

    /// Whether the only text is one record of a table with one record in each line. A long one ends behind the sample.
    private func isOneLine(_ root: JSONSketch?) -> Bool {
        switch root {
        case .array(let elements, _):
            return elements.contains { if case .scalar = $0 { true } else { false } }
        case .object(let members, _):
            let keys = members.map(\.key)
            if keys.contains(where: { Self.recordMembers.contains($0) || $0 == Self.sequenceMember }) { return false }
            guard let root, !isByColumn(members) else { return false }
            if NestedEvents.key(in: [root], selection: ColumnSelection()) != nil { return true }
            let roles = Set(SampleTable(records: [root]).columns.compactMap { ColumnNames.role(of: $0.form)?.role })
            if roles.contains(.user), roles.contains(.item) || roles.contains(.items) { return true }
            if roles.contains(.layers), roles.contains(.dim) { return true }
            return keys.contains("items") && Set(keys).isSubset(of: ["user", "items"])
        default: return false
        }
    }

    /// Whether each member is a column with its cells, by row number as pandas writes a frame by default, or as a list.
    private func isByColumn(_ members: [(key: String, value: JSONSketch)]) -> Bool {
        isByRowNumber(members) || isByList(members.filter { !memberNames.contains($0.key) })
    }

    /// Whether each member is a list under the name of a column. A table of users has their names.
    private func isByList(_ members: [(key: String, value: JSONSketch)]) -> Bool {
        guard members.allSatisfy(\.value.isArray) else { return false }
        let roles = Set(members.compactMap { ColumnNames.role(of: NameForm($0.key))?.role })
        return roles.contains(.user) && (roles.contains(.item) || roles.contains(.items))
            || roles.contains(.layers) && roles.contains(.dim)
    }

    private func isByRowNumber(_ members: [(key: String, value: JSONSketch)]) -> Bool {
        !members.isEmpty
            && members.allSatisfy { member in
                guard case .object(let cells, _) = member.value else { return false }
                return cells.allSatisfy { Int($0.key) != nil }
            }
    }

    private func lines(_ values: [JSONSketch]) -> Outcome {
        guard let first = values.first else { return fault("the text is empty") }
        let kind: JSONLayout.Kind
        switch first {
        case .object: kind = .records
        case .array: kind = values.contains(where: \.isObject) ? .records : .sequences
        case .scalar: return fault("the first line is \(first.words); expected an array or an object")
        }
        return .layout(JSONLayout(kind: kind, isLines: true, member: nil), records: values)
    }

    private func object(_ members: [(key: String, value: JSONSketch)], lengths: [Int]) -> Outcome {
        for (key, value) in members {
            guard Self.recordMembers.contains(key) || key == Self.sequenceMember else { continue }
            guard case .array(let elements, let isComplete) = value else {
                return fault("expected an array, found \(value.words)", at: "/\(key)")
            }
            if key == Self.sequenceMember {
                return .layout(JSONLayout(kind: .sequences, isLines: false, member: key), records: elements)
            }
            return elementsLayout(elements, isComplete: isComplete, member: key)
        }
        if isByColumn(members) {
            return fault(
                "the JSON object has a member for each column; write one object for each row, in pandas with"
                    + " `to_json(orient=\"records\")`"
            )
        }
        let known = Self.recordMembers + [Self.sequenceMember] + memberNames
        let isTable =
            !members.isEmpty
            && members.allSatisfy { member in
                member.value.isArray && KeyDistance.nearest(to: member.key, among: known) == nil
                    && !known.contains(member.key)
            }
        if isTable {
            if let doubt = KeyedLists(members, lengths: lengths).doubt { return fault(doubt) }
            return .layout(JSONLayout(kind: .usersByKey, isLines: false, member: nil), records: members.map(\.value))
        }
        var faults = members.filter { !known.contains($0.key) }.map { member in
            TableFault(
                .structure,
                at: .pointer(KeyDistance.pointer(to: member.key)),
                KeyDistance.unknown(member.key, among: known)
            )
        }
        if faults.isEmpty {
            faults = [
                TableFault(
                    .structure,
                    at: .pointer(""),
                    "the object has no `sequences`, `interactions` or `experiments`"
                )
            ]
        }
        return .faults(faults)
    }

    private func elementsLayout(_ elements: [JSONSketch], isComplete: Bool, member: String?) -> Outcome {
        var elements = elements
        if elements.count > 1, elements.last?.isComplete == false { elements.removeLast() }
        let objects = elements.count(where: \.isObject)
        let arrays = elements.count(where: \.isArray)
        if objects == 0, member == nil, arrays > 0 || elements.isEmpty {
            return .layout(JSONLayout(kind: .sequences, isLines: false, member: nil), records: elements)
        }
        if objects == 0, let element = elements.first {
            return fault("expected an object, found \(element.words)", at: (member.map { "/\($0)" } ?? "") + "/0")
        }
        return .layout(JSONLayout(kind: .records, isLines: false, member: member), records: elements)
    }

    private func fault(_ detail: String, at pointer: String = "") -> Outcome {
        .faults([TableFault(.structure, at: .pointer(pointer), detail)])
    }
}

/// Keys within two edits of each other, which one of them may be a slip for.
enum KeyDistance {
    /// Longer keys are no slips for the known ones.
    private static let longestKey = 64

    static func nearest(to key: String, among known: [String]) -> String? {
        guard key.utf8.count <= longestKey else { return nil }
        let key = key.lowercased()
        // Short keys are within two edits of nearly everything: `m` and `u1` are no slips for each other.
        let candidates = known.filter { min($0.count, key.count) > 2 }.map { known in
            (known, edits: EditDistance.edits(key, known.lowercased()))
        }
        return candidates.filter { $0.edits <= 2 }.min { $0.edits < $1.edits }?.0
    }

    /// The words about a key that is none of these.
    static func unknown(_ key: String, among known: [String]) -> String {
        let nearest = nearest(to: key, among: known) ?? EditDistance.nearest(to: key, among: known)
        return "unknown key \(key.shown)" + (nearest.map { "; did you mean `\($0)`?" } ?? "")
    }

    /// The pointer to a member of the root, for a message.
    static func pointer(to key: String) -> String {
        ShownText.escaped(JSONPointer.root.appending(key: key).description, length: 200)
    }
}
