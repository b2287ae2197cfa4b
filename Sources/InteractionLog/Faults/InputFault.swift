package import ResourceMetering
public import TableReading
package import TemporaryStorage

/// One fault of a log, with its place.
public struct InputFault: Error, Sendable, Hashable {
    public let place: TableFault.Place
    public let detail: String
    /// Which of the log's files has the fault, from 0.
    public let fileIndex: Int

    init(_ fault: TableFault, fileIndex: Int = 0) {
        place = fault.place
        detail = fault.detail
        self.fileIndex = fileIndex
    }
}

/// All faults of a log: the first ones, by file and place, and how many there are.
public struct LogFaults: Error, Sendable, Hashable {
    package enum Cause: Sendable, Hashable {
        /// The log itself.
        case content
        /// The bytes are of a format that is not read here.
        case unsupported
        /// The decompressed text is longer than `LogLimits.textBytes`.
        case tooLong
        /// The log needs more memory than `LogLimits.memory`, or than its caller admits.
        case memory
        /// The meter has stopped.
        case stopped(WorkMeter.Stop)
        /// A temporary file could not be written or read.
        case storage(SpillFile.Failure)
    }

    public let faults: [InputFault]
    public let total: Int
    /// How many rows have each kind of fault, such as `312 of 157,474 rows have no item`.
    public let summary: [String]
    package let cause: Cause
}
