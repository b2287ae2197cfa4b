/// A fault in the content of a well-formed text, with its place.
public struct JSONFault: Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case duplicateKey
        case missing
        /// The object has no key of this name; `nearest` is the known key that may be meant.
        case unknownKey(String, nearest: String?)
        case wrongKind(expected: String, found: JSONValue.Kind)
        /// The number has a fraction or an exponent, or does not fit 64 bits.
        case notAnInteger(String)
        /// The number's magnitude is beyond a `Double`.
        case notRepresentable(String)
        case outOfRange(String, allowed: String)
        case notOneOf([String], found: String)
        case tooManyValues(limit: Int)
        /// A rule of the caller, with the caller's message.
        case rule(String)
    }

    public let pointer: JSONPointer
    public let reason: Reason
}

extension JSONFault.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .duplicateKey: "this key occurs twice"
        case .missing: "this key is missing"
        case .unknownKey(let key, let nearest):
            "unknown key `\(key)`" + (nearest.map { "; did you mean `\($0)`?" } ?? "")
        case .wrongKind(let expected, let found): "expected \(expected), found \(found.rawValue)"
        case .notAnInteger(let text): "expected an integer, found \(text)"
        case .notRepresentable(let text): "\(text) is beyond the range of a double-precision number"
        case .outOfRange(let text, let allowed): "\(text) is not \(allowed)"
        case .notOneOf(let allowed, let found):
            "`\(found)` is not one of \(allowed.map { "`\($0)`" }.joined(separator: ", "))"
        case .tooManyValues(let limit): "the text holds more than \(limit) values"
        case .rule(let text): text
        }
    }
}

/// All faults of a text.
public enum JSONFaults: Error, Sendable, Hashable {
    /// The text is not JSON; reading ended at the error.
    case syntax(JSONSyntaxError)
    /// The text is JSON, but not the expected one. `listed` has the first of `total` faults, in document order.
    case content(listed: [JSONFault], total: Int)
}

extension JSONFaults: CustomStringConvertible {
    public var description: String {
        switch self {
        case .syntax(let error): error.description
        case .content(let listed, _):
            listed.map { "\($0.pointer): \($0.reason)" }.joined(separator: "\n")
        }
    }
}
