public import TemporaryStorage

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
