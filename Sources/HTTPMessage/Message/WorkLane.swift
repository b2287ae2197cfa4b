/// The workers that do a piece of work. Each lane has its own workers and its own queue, so no lane waits for another.
public enum WorkLane: Int, Hashable, Sendable, CaseIterable {
    /// Computations and large bodies: seconds to minutes. When the client departs, the work is cancelled.
    case heavy
    /// Work that blocks for milliseconds at most, as a lookup in a store does.
    case brief
    /// Work that only writes to a store. It may wait for the writer of another process.
    case write
    /// Answers from memory that need one look at the store: milliseconds, also while others list a whole store.
    case prompt
    /// Answers to monitors, which take about a millisecond. They come while all other workers are blocked.
    case monitor
}
