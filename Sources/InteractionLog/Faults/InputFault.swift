public import TemporaryStorage

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

/// Everything that is wrong with a log: the first faults, in the order they were met, and how many there are.
public struct LogFaults: Error, Sendable, Hashable {
    public enum Cause: Sendable, Hashable {
        /// The log itself.
        case content
        /// The log needs more memory than `LogLimits.memory`.
        case memory
        /// What memory has no room for could not be written to a temporary file, or not read again.
        case storage(SpillFile.Failure)
        /// The caller wanted no more of it.
        case cancellation
    }

    public let faults: [InputFault]
    public let total: Int
    /// How many records have which fault, such as `312 of 157,474 lines have no item`.
    public let summary: [String]
    public let cause: Cause

    init(faults: [InputFault], total: Int, summary: [String] = [], cause: Cause = .content) {
        self.faults = faults
        self.total = total
        self.summary = summary
        self.cause = cause
    }
}
