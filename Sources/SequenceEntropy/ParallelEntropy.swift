public import ResourceMetering
package import TemporaryStorage

/// `DatasetEntropy` on several threads. The results are the same, bit for bit, for any number of threads.
///
/// The adding thread collects sequences in batches. A batch waits for a thread of the pool; if too many wait, the adding thread
/// measures one itself. So the adding thread does not wait, whether it has little other work (sequences in memory) or
/// much (a log to parse). Each thread has an accumulator of its own; `finish` merges them, and so does `spill`. The adding thread cuts the blocks for
/// the compression measure in the order of the sequences, and the pool compresses them at the end.
public final class ParallelEntropy {
    /// Items and sequences of a batch: enough to be worth a message, and few enough for a second-level cache.
    static let batchSize = 1 << 15

    /// Batches that may wait for each thread.
    private static let waitingBatches = 4

    public let options: EntropyOptions
    private let batchSize: Int
    private let scratch: MeasuringScratch
    private let meter: WorkMeter
    private var own: DatasetEntropy
    /// `nil` if the adding thread measures everything.
    private var queue: BatchQueue<SequenceMeter>?
    private var batch = SequenceBatch()
    private let pool: ThreadPool
    /// What the accumulators of other threads begin as once memory was given back: they keep nothing that can be in a temporary file.
    private let emptySpilled: DatasetEntropy

    /// - Parameters:
    ///   - memory: Bytes that the pooled measure at r = 0 may take on all threads. Beyond them it uses temporary files.
    ///   - jobs: Number of threads, including the one that adds sequences; at least 1.
    public convenience init(
        _ options: EntropyOptions,
        memory: Int = 2 << 30,
        jobs: Int,
        meter: WorkMeter = WorkMeter()
    ) {
        self.init(options, memory: memory, pool: ThreadPool(threads: jobs), scratch: MeasuringScratch(meter: meter))
    }

    /// - Parameter scratch: Accumulators that sequences are added to in turn can share it. Its meter counts the work; once it
    ///   has stopped, the accumulator means nothing.
    public convenience init(_ options: EntropyOptions, memory: Int, pool: ThreadPool, scratch: MeasuringScratch) {
        self.init(options, memory: memory, pool: pool, scratch: scratch, batchSize: Self.batchSize)
    }

    init(_ options: EntropyOptions, memory: Int, pool: ThreadPool, scratch: MeasuringScratch, batchSize: Int) {
        let (meter, threads) = (scratch.meter, pool.threads)
        let empty = DatasetEntropy(options, memory: memory, pool: pool, meter: meter, shares: threads)
        emptySpilled = DatasetEntropy(options, memory: 0, pool: pool, meter: meter, shares: threads)
        self.options = options
        self.batchSize = batchSize
        self.scratch = scratch
        self.meter = meter
        self.pool = pool
        own = empty
        if threads > 1 { queue = sharing(empty) }
    }

    /// Memory that grows with the dataset, in bytes. Scratch memory is not included.
    public var bytes: Int { own.bytes + batch.bytes + (queue?.bytes ?? 0) }

    /// The failure of a temporary file; `nil` if there was none.
    package var storageFailure: SpillFile.Failure? { own.storageFailure ?? queue?.failure }

    /// Adds the items of one user in time order; see `DatasetEntropy.add`.
    public func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>? = nil,
        integers: UnsafeBufferPointer<UInt32>? = nil
    ) {
        if meter.isStopped { return }
        let last = TruncatedSequence(sequence, values: values, integers: integers, maxLength: options.maxLength)
        own.compress(last)
        guard queue != nil, last.items.count <= MeasuringScratch.longestShared else {
            return scratch.withOwn { own.add(last, scratch: &$0) }
        }
        batch.append(last)
        // Lengths count too, so that a log of empty sequences cannot make a batch grow without bound.
        if batch.items.count + batch.lengths.count >= batchSize { distributeBatch() }
    }

    /// The accumulator of all sequences. Nothing may be added afterwards.
    public func finish() -> DatasetEntropy {
        mergeAll()
        return own
    }

    /// Gives memory back: what can be in a temporary file is written there, now and from now on. The results do not change.
    public func spill() {
        let isShared = queue != nil
        mergeAll()
        own.spill()
        if isShared { queue = sharing(emptySpilled) }
    }

    /// Does what `spill` does. Besides, the adding thread measures the rest alone, so that no other thread needs memory.
    public func measureAlone() {
        mergeAll()
        own.spill()
    }

    /// Merges the accumulators of all threads. From now on the adding thread measures.
    private func mergeAll() {
        guard let queue else { return }
        for rest in queue.takeWaiting() + [batch] { measure(rest) }
        batch = SequenceBatch()
        for meter in queue.takeWorkers() { own.merge(meter.entropy) }
        self.queue = nil
    }

    /// - Parameter empty: What the accumulator of each thread begins as.
    private func sharing(_ empty: DatasetEntropy) -> BatchQueue<SequenceMeter> {
        BatchQueue(
            SequenceMeter(entropy: empty, scratch: scratch),
            mostWaiting: Self.waitingBatches * (pool.threads - 1),
            threads: pool
        )
    }

    private func distributeBatch() {
        guard let queue else { return }
        let (empty, rest) = queue.exchange(batch)
        batch = empty
        if let rest { measure(rest) }
    }

    private func measure(_ batch: SequenceBatch) {
        scratch.withOwn { own.add(batch, scratch: &$0) }
    }
}

/// What a thread has measured.
private struct SequenceMeter: BatchWorker {
    private(set) var entropy: DatasetEntropy
    private let scratch: MeasuringScratch

    init(entropy: DatasetEntropy, scratch: MeasuringScratch) { (self.entropy, self.scratch) = (entropy, scratch) }

    var bytes: Int { entropy.bytes }

    var failure: SpillFile.Failure? { entropy.storageFailure }

    mutating func work(on batch: SequenceBatch) { scratch.withShared { entropy.add(batch, scratch: &$0) } }
}
