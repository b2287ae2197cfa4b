/// Records that hold their interactions in an array of objects, as OTTO writes a session:
/// `{"session":1,"events":[{"aid":59625,"ts":1661724000278,"type":"clicks"}]}`.
enum NestedEvents {
    /// - Parameter selection: The columns that the request names, such as `item:events.aid`.
    /// - Returns: The key of the array; nil if each record is one interaction or one list.
    static func key(in records: [JSONSketch], selection: ColumnSelection) -> String? {
        var keys: [String] = []
        for case .object(let members, _) in records {
            for (key, value) in members where !keys.contains(key) && isArrayOfObjects(value) { keys.append(key) }
        }
        guard !keys.isEmpty else { return nil }
        let names = selection.names
        if let key = keys.first(where: { key in names.contains { $0.hasPrefix(key + ".") } }) { return key }
        // Pictures of a review are an array of objects too, but the review has an item of its own.
        guard selection["item"] == nil, selection["items"] == nil else { return nil }
        let outer = roles(of: records.map { without(keys, $0) })
        guard outer.contains(.user), !outer.contains(.item), !outer.contains(.items) else { return nil }
        return keys.first { roles(of: flattened(records, $0), events: $0).contains(.item) }
    }

    /// One record for each interaction: the members beside the array, and the object under its key.
    static func flattened(_ records: [JSONSketch], _ key: String) -> [JSONSketch] {
        records.flatMap { record -> [JSONSketch] in
            guard case .object(let members, _) = record else { return [] }
            guard case .array(var events, _)? = members.first(where: { $0.key == key })?.value else { return [record] }
            if events.count > 1, events.last?.isComplete == false { events.removeLast() }
            return events.map { event in
                .object(members.map { ($0.key, $0.key == key ? event : $0.value) }, isComplete: true)
            }
        }
    }

    private static func isArrayOfObjects(_ value: JSONSketch) -> Bool {
        if case .array(let elements, _) = value { !elements.isEmpty && elements.allSatisfy(\.isObject) } else { false }
    }

    private static func without(_ keys: [String], _ record: JSONSketch) -> JSONSketch {
        guard case .object(let members, let isComplete) = record else { return record }
        return .object(members.filter { !keys.contains($0.key) }, isComplete: isComplete)
    }

    private static func roles(of records: [JSONSketch], events: String? = nil) -> Set<ColumnNames.Role> {
        Set(SampleTable(records: records, events: events).columns.compactMap { ColumnNames.role(of: $0.form)?.role })
    }
}
