public import ProcessorAffinity
import SequenceEntropy

/// The limits for measuring datasets.
public struct MeasurementLimits: Sendable {
    /// The most bytes in memory, for everything that is measured at the same time. Further data is written to temporary
    /// files.
    public var memoryBytes: Int
    /// The number of threads, including the one that reads; at least 1.
    public var jobs: Int

    /// The most items of one sequence, and of all together for the pooled figure and at r > 0. Tests lower it.
    var mostItems = DatasetEntropy.mostItems

    public init(memoryBytes: Int = 2 << 30, jobs: Int = Processors.usable) {
        self.memoryBytes = memoryBytes
        self.jobs = max(1, jobs)
    }
}
