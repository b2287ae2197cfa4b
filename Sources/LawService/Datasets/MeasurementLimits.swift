public import Foundation

/// What measuring one dataset may take.
public struct MeasurementLimits: Sendable {
    /// Bytes that it may hold in memory; what goes beyond waits in temporary files.
    public var memoryBytes: Int
    /// Threads, the one that reads included; at least 1.
    public var jobs: Int
    /// Items that are compared with each other at r > 0 and m > 2, where the time can grow with their square; `nil` for any
    /// number.
    public var toleratedItems: Int?

    public init(memoryBytes: Int = 2 << 30, jobs: Int = ProcessInfo.processInfo.activeProcessorCount) {
        self.memoryBytes = memoryBytes
        self.jobs = max(1, jobs)
    }
}
