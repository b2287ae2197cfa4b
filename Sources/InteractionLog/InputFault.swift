/// One thing that is wrong with a log, and where.
public struct InputFault: Sendable, Hashable {
    public enum Place: Sendable, Hashable {
        /// A JSON Pointer (RFC 6901).
        case pointer(String)
        /// Both from 1; the column in bytes.
        case line(Int, column: Int)
        /// The log as a whole.
        case whole
    }

    public let place: Place
    public let detail: String
    /// Which of a log's parts it is in, from 0.
    public internal(set) var part = 0

    public init(place: Place, detail: String) {
        self.place = place
        self.detail = detail
    }
}

extension InputFault.Place: CustomStringConvertible {
    /// As the HTTP contract writes places: `/sequences/3/7` or `line 3, column 7`.
    public var description: String {
        switch self {
        case .pointer(let pointer): pointer
        case .line(let line, let column): "line \(line), column \(column)"
        case .whole: ""
        }
    }
}
