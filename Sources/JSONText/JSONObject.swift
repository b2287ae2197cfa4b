/// The members of an object in document order, each key once.
public struct JSONObject: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public let key: String
        public let value: JSONValue
    }

    public private(set) var members: [Member] = []
    /// Built beside `members`, so that an object of many keys is not searched from its beginning each time.
    private var indices: [String: Int] = [:]

    init() {}

    public subscript(key: String) -> JSONValue? {
        indices[key].map { members[$0].value }
    }

    /// - Returns: Whether the key is new; a second value for a key is not kept.
    mutating func insert(_ value: JSONValue, for key: String) -> Bool {
        guard indices[key] == nil else { return false }
        indices[key] = members.count
        members.append(Member(key: key, value: value))
        return true
    }
}
