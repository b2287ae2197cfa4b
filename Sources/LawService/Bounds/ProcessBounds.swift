import ResourceMetering
import SequenceEntropy

/// What the requests of a process share: its memory, its threads, and the work that each of them may do.
final class ProcessBounds: Sendable {
    /// For all work, uploads and cached laws not included: these have parts of their own, see `MemoryShares`.
    let memory: MemoryBudget
    /// The units of work of one request, before its body adds some.
    let workUnits: Int
    let pool: ThreadPool
    /// Receives the units of each request that has ended.
    let counted: @Sendable (Int) -> Void

    /// - Parameter workUnits: the default is no bound.
    init(
        memoryBytes: Int,
        workUnits: Int = .max,
        threads: Int,
        counted: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.counted = counted
        memory = MemoryBudget(bytes: memoryBytes)
        self.workUnits = workUnits
        pool = ThreadPool(threads: threads)
    }
}

/// How the memory of the process is shared out.
public struct MemoryShares: Sendable {
    /// For decoded laws.
    public let cacheBytes: Int
    /// For bytes of bodies that wait for a worker.
    public let uploadBytes: Int
    /// For everything else.
    public let workBytes: Int

    /// - Parameters:
    ///   - memoryBytes: everything together.
    ///   - cacheBytes: for decoded laws, but at most a quarter of everything.
    public init(memoryBytes: Int, cacheBytes: Int) {
        self.cacheBytes = min(cacheBytes, memoryBytes / 4)
        uploadBytes = min(64 << 20, memoryBytes / 16)
        workBytes = memoryBytes - self.cacheBytes - uploadBytes
    }
}
