public import Foundation
import SequenceEntropy

/// The limits for measuring one dataset.
public struct MeasurementLimits: Sendable {
    /// The most bytes in memory. Further data is written to temporary files.
    public var memoryBytes: Int
    /// The number of threads, including the one that reads; at least 1.
    public var jobs: Int
    /// The most items at r > 0 and m > 2, where the time can grow with the square of their number; `nil` for no limit.
    public var toleratedItems: Int?

    /// The most items of one sequence, and of all together for the pooled figure and at r > 0. Tests lower it.
    var mostItems = DatasetEntropy.mostItems

    public init(memoryBytes: Int = 2 << 30, jobs: Int = ProcessInfo.processInfo.activeProcessorCount) {
        self.memoryBytes = memoryBytes
        self.jobs = max(1, jobs)
    }
}
