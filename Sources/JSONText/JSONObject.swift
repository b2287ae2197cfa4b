/// The members of an object in document order, each key once.
public struct JSONObject: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public let key: String
        public let value: JSONValue
    }

    public private(set) var members: [Member] = []
    /// The index of each key in `members` if there are many, so that finding a key among them does not take linear time.
    private var indices: [String: Int] = [:]

    /// Up to this number, comparing members takes less time than hashing a key.
    private static let fewMembers = 8

    init() {}

    public subscript(key: String) -> JSONValue? {
        index(of: key).map { members[$0].value }
    }

    private func index(of key: String) -> Int? {
        members.count <= Self.fewMembers ? members.firstIndex { $0.key == key } : indices[key]
    }

    /// - Returns: Whether the key is new. If it is not, the value is dropped.
    mutating func insert(_ value: JSONValue, for key: String) -> Bool {
        guard index(of: key) == nil else { return false }
        if members.isEmpty { members.reserveCapacity(4) }
        members.append(Member(key: key, value: value))
        if members.count == Self.fewMembers + 1 {
            for (index, member) in members.enumerated() { indices[member.key] = index }
        } else if members.count > Self.fewMembers {
            indices[key] = members.count - 1
        }
        return true
    }
}
