/// The members of an object as cursors.
public struct JSONMembers: Sendable {
    public let object: JSONObject
    public let pointer: JSONPointer
    public let faults: JSONFaultCollector

    /// The member, or nil where it is absent or `null`.
    public func optional(_ key: String) -> JSONCursor? {
        guard let value = object[key], value != .null else { return nil }
        return JSONCursor(value, at: pointer.appending(key: key), faults: faults)
    }

    /// The member; its absence is a fault. A `null` is handed on, for the accessor to refuse.
    public func required(_ key: String) -> JSONCursor? {
        guard let value = object[key] else {
            faults.add(.missing, at: pointer.appending(key: key))
            return nil
        }
        return JSONCursor(value, at: pointer.appending(key: key), faults: faults)
    }

    /// All members in document order.
    public var all: [(key: String, cursor: JSONCursor)] {
        object.members.map { ($0.key, JSONCursor($0.value, at: pointer.appending(key: $0.key), faults: faults)) }
    }
}
