import JSONText

/// A reply's JSON, reached by a path: `reply["metrics.HR@10.r2"]`.
///
/// The project's own reader parses it, because Foundation's loses the last digit of some numbers on Linux.
public struct JSONReply {
    private let value: Any?

    /// - Parameter bytes: the body. If it is not JSON, every path is `nil`.
    public init(_ bytes: [UInt8]) {
        do {
            value = Self.plain(try JSONValue.parse(bytes))
        } catch {
            value = nil
        }
    }

    /// The value at a path of keys and indices joined by dots; `nil` if there is none, `Null` if it is null.
    public subscript(_ path: String) -> Any? {
        path.split(separator: ".").reduce(value) { value, key in
            if let object = value as? [String: Any] { return object[String(key)] }
            if let array = value as? [Any], let index = Int(key), array.indices.contains(index) { return array[index] }
            return nil
        }
    }

    public func number(_ path: String) -> Double? {
        (self[path] as? Double) ?? (self[path] as? Int).map(Double.init)
    }

    public func string(_ path: String) -> String? { self[path] as? String }

    public func count(_ path: String) -> Int? { (self[path] as? [Any])?.count ?? (self[path] as? [String: Any])?.count }

    public func isNull(_ path: String) -> Bool { self[path] is Null }

    /// Represents `null`.
    public struct Null {}

    private static func plain(_ value: JSONValue) -> Any? {
        switch value {
        case .null: Null()
        case .bool(let value): value
        case .number(let number): number.integer.map { Int($0) } ?? number.double
        case .string(let text): text
        case .array(let elements): elements.compactMap(plain)
        case .object(let object):
            Dictionary(
                uniqueKeysWithValues: object.members.compactMap { member in plain(member.value).map { (member.key, $0) }
                }
            )
        }
    }
}
