/// One thing that is wrong with a well-formed text, and where.
public struct JSONFault: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case duplicateKey
        case missing
        /// No key of this name is known here; `nearest` is the known one that may be meant.
        case unknownKey(String, nearest: String?)
        case wrongKind(expected: String, found: JSONValue.Kind)
        /// The number has a fraction or an exponent, or does not fit 64 bits.
        case notAnInteger(String)
        /// The number's magnitude is beyond a `Double`.
        case notRepresentable(String)
        case outOfRange(String, allowed: String)
        case notOneOf([String], found: String)
        case tooManyValues(limit: Int)
        /// A rule of the caller's, in the caller's words.
        case rule(String)
    }

    public let pointer: JSONPointer
    public let reason: Reason

    public init(pointer: JSONPointer, reason: Reason) {
        self.pointer = pointer
        self.reason = reason
    }
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

/// Everything that is wrong with a text.
public enum JSONFaults: Error, Sendable, Hashable {
    /// The text is not JSON; reading ended there.
    case syntax(JSONSyntaxError)
    /// The text is JSON, but not what was asked for. `listed` has the first faults of `total`, in document order.
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
