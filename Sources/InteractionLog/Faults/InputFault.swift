package import TemporaryStorage

/// One fault of a log, with its place.
public struct InputFault: Error, Sendable, Hashable {
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
    /// Which of the log's files has the fault, from 0.
    public let fileIndex: Int

    init(place: Place, detail: String, fileIndex: Int = 0) {
        self.place = place
        self.detail = detail
        self.fileIndex = fileIndex
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

/// All faults of a log: the first ones, in the order in which the reader found them, and how many there are.
public struct LogFaults: Error, Sendable, Hashable {
    package enum Cause: Sendable, Hashable {
        /// The log itself.
        case content
        /// The log needs more memory than `LogLimits.memory`.
        case memory
        /// A temporary file could not be written or read.
        case storage(SpillFile.Failure)
    }

    public let faults: [InputFault]
    public let total: Int
    /// How many records have each kind of fault, such as `312 of 157,474 lines have no item`.
    public let summary: [String]
    package let cause: Cause
}
