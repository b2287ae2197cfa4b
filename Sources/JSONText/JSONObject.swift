/// The members of an object in document order, each key once.
public struct JSONObject: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public let key: String
        public let value: JSONValue
    }

    public private(set) var members: [Member] = []
    /// The index of each key in `members`, so that finding a key among many does not take linear time.
    private var indices: [String: Int] = [:]

    init() {}

    public subscript(key: String) -> JSONValue? {
        indices[key].map { members[$0].value }
    }

    /// - Returns: Whether the key is new. If it is not, the value is dropped.
    mutating func insert(_ value: JSONValue, for key: String) -> Bool {
        guard indices[key] == nil else { return false }
        indices[key] = members.count
        members.append(Member(key: key, value: value))
        return true
    }
}
