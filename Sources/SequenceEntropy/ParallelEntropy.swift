package import TemporaryStorage

/// `DatasetEntropy` on several threads. The results are the same, bit for bit, for any number of threads.
///
/// The adding thread collects sequences in batches. A batch goes to a worker with a short queue; if all are busy, the adding
/// thread measures the batch itself. So the adding thread never waits, whether it has little other work (sequences in memory)
/// or much (a log to parse). Each thread has an accumulator of its own; `finish` merges them. Blocks for the compression
/// measure are cut in the order of the sequences, and travel with the batches.
public final class ParallelEntropy {
    /// Items and sequences of a batch: enough to be worth a message, and few enough for a second-level cache.
    static let batchSize = 1 << 15
    /// Batches in a worker's queue, the current one included. The second keeps the worker busy while the adding thread fills
    /// the next.
    private static let queuedBatches = 2

    public let options: EntropyOptions
    private let batchSize: Int
    private var own: DatasetEntropy
    private let workers: [EntropyWorker]
    private var batch = SequenceBatch()
    /// `nil` if the compression measure is not requested.
    private var cutter: BlockCutter?

    /// - Parameters:
    ///   - memory: Bytes that the pooled measure at r = 0 may take on all threads. Beyond them it uses temporary files.
    ///   - jobs: Number of threads, including the one that adds sequences; at least 1.
    public convenience init(_ options: EntropyOptions, memory: Int = 2 << 30, jobs: Int) {
        self.init(options, memory: memory, jobs: jobs, batchSize: Self.batchSize)
    }

    init(_ options: EntropyOptions, memory: Int, jobs: Int, batchSize: Int) {
        let empty = DatasetEntropy(options, memory: memory, jobs: jobs, shares: jobs)
        self.options = options
        self.batchSize = batchSize
        own = empty
        workers = (1..<jobs).map { _ in EntropyWorker(empty) }
        if options.measures.contains(.compression) { cutter = BlockCutter() }
    }

    /// Memory that grows with the dataset, in bytes.
    public var bytes: Int { workers.reduce(own.bytes) { $0 + $1.bytes } }

    /// The failure of a temporary file; `nil` if there was none.
    package var storageFailure: SpillFile.Failure? {
        own.storageFailure ?? workers.lazy.compactMap(\.storageFailure).first
    }

    /// Adds the items of one user in time order; see `DatasetEntropy.add`.
    public func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>? = nil,
        integers: UnsafeBufferPointer<UInt32>? = nil
    ) {
        if workers.isEmpty { return own.add(sequence, values: values, integers: integers) }
        let last = TruncatedSequence(sequence, values: values, integers: integers, maxLength: options.maxLength)
        batch.append(last)
        if let blocks = cutter?.add(last.items, integers: last.integers) { batch.append(blocks: blocks) }
        // Lengths count too, so that a log of empty sequences cannot make a batch grow without bound.
        if batch.items.count + batch.lengths.count >= batchSize { distributeBatch() }
    }

    /// The accumulator of all sequences. Nothing may be added afterwards.
    public func finish() -> DatasetEntropy {
        if workers.isEmpty { return own }
        own.add(batch)
        for worker in workers { own.merge(worker.finish()) }
        if let cutter { own.append(cutter) }
        return own
    }

    private func distributeBatch() {
        if let worker = workers.min(by: { $0.waitingBatches < $1.waitingBatches }),
            worker.waitingBatches < Self.queuedBatches
        {
            batch = worker.add(batch)
        } else {
            own.add(batch)
            batch.removeAll()
        }
    }
}
