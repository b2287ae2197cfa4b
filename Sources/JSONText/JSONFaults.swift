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
