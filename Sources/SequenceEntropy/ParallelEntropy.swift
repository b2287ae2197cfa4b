import Dispatch
public import TemporaryStorage

/// `EntropySweep` on several threads: the same figures, bit for bit, whatever the number of threads.
///
/// The thread that adds sequences collects them in batches. A batch goes to a thread that waits for one, or is measured by
/// the adding thread itself where all are busy: so it never waits, whether it has little to do beside (sequences in
/// memory) or much (a log to be read). Every thread has an accumulator of its own; in the end they merge. Blocks
/// for the compression measure are cut in the order of the sequences and compressed by whoever is free.
public final class ParallelEntropy {
    /// Items of a batch: enough to be worth handing on, and little enough for a second-level cache.
    private static let batchItems = 1 << 15
    /// Batches that wait for a thread beyond the one that it is at: it need not wait for the adding thread.
    private static let waitingBatches = 2

    private var own: EntropySweep
    private let workers: [EntropyWorker]
    private var batch = SequenceBatch()
    /// One for each `maxLength`, if compression is to be measured.
    private var cutters: [BlockCutter] = []
    private let maxLengths: [Int?]
    /// No sequence is handed on beyond so many of its last items; nil for all.
    private let longest: Int?

    /// - Parameters:
    ///   - m: Pattern lengths, at least one; one that is named twice counts once.
    ///   - maxLength: How many of each user's last items count, nil for all; at least one, each once.
    ///   - memory: Bytes that the pooled figures may take on all threads; beyond them they use temporary files.
    ///   - jobs: Threads, the one that adds sequences included; at least 1.
    public init(
        m: [Int],
        maxLength: [Int?] = [nil],
        r: Double = 0,
        measures: Set<Measure> = Set(Measure.allCases),
        memory: Int = 2 << 30,
        jobs: Int
    ) throws(EntropyOptions.Invalid) {
        precondition(jobs > 0, "somebody has to do the work")
        let empty = try EntropySweep(
            m: m,
            maxLength: maxLength,
            r: r,
            measures: measures,
            memory: memory,
            threads: jobs
        )
        own = empty
        workers = (1..<jobs).map { _ in EntropyWorker(empty) }
        maxLengths = empty.figures.map(\.maxLength)
        longest = maxLengths.contains(nil) ? nil : maxLengths.compactMap { $0 }.max()
        if measures.contains(.compression) { cutters = maxLengths.map { _ in BlockCutter() } }
    }

    /// Memory that grows with the dataset, in bytes.
    public var bytes: Int { workers.reduce(own.bytes) { $0 + $1.bytes } }

    /// Why sequences could not be kept for the pooled figures; nil as long as they could.
    public var storageFailure: SpillFile.Failure? {
        own.storageFailure ?? workers.lazy.compactMap(\.storageFailure).first
    }

    /// Adds one user's items in time order; parameters as those of `DatasetEntropy.add`.
    public func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>? = nil,
        integers: UnsafeBufferPointer<UInt32>? = nil
    ) {
        if workers.isEmpty { return own.add(sequence, values: values, integers: integers) }
        let tail = TruncatedSequence(sequence, values: values, integers: integers, maxLength: longest)
        batch.append(tail)
        for index in cutters.indices {
            let tail = TruncatedSequence(
                tail.items,
                values: nil,
                integers: tail.integers,
                maxLength: maxLengths[index]
            )
            for block in cutters[index].add(tail.items, integers: tail.integers) {
                batch.append(block: block, index: index)
            }
        }
        if batch.items.count >= Self.batchItems { handOn() }
    }

    /// Adds the sequences of several users, which lie one after another, without copying them; at r = 0 only.
    public func add(_ items: [UInt32], lengths: [Int]) {
        precondition(lengths.reduce(0, +) == items.count, "all items belong to a sequence")
        guard cutters.isEmpty else {
            // Blocks are cut in the order of all sequences.
            return Self.forEachSequence(items, lengths, 0..<lengths.count, begin: 0) { add($0) }
        }
        var (first, begin) = (0, 0)
        while first < lengths.count {
            var (last, end) = (first, begin)
            while last < lengths.count, end - begin < Self.batchItems {
                end += lengths[last]
                last += 1
            }
            let (users, start) = (first..<last, begin)
            if let worker = freeWorker {
                worker.run { entropy in
                    Self.forEachSequence(items, lengths, users, begin: start) { entropy.add($0) }
                }
            } else {
                Self.forEachSequence(items, lengths, users, begin: start) { own.add($0) }
            }
            (first, begin) = (last, end)
        }
    }

    /// The figures of all that was added; nothing may be added any more.
    public func finish() -> EntropySweep {
        if workers.isEmpty { return own }
        own.add(batch)
        for worker in workers { own.merge(worker.finish()) }
        own.take(cutters)
        return own
    }

    private static func forEachSequence(
        _ items: [UInt32],
        _ lengths: [Int],
        _ users: Range<Int>,
        begin: Int,
        _ body: (UnsafeBufferPointer<UInt32>) -> Void
    ) {
        items.withUnsafeBufferPointer { items in
            var begin = begin
            for length in lengths[users] {
                body(UnsafeBufferPointer(rebasing: items[begin..<begin + length]))
                begin += length
            }
        }
    }

    /// A thread with little to do, if there is one.
    private var freeWorker: EntropyWorker? {
        workers.min { $0.waitingBatches < $1.waitingBatches }.flatMap { worker in
            worker.waitingBatches < Self.waitingBatches ? worker : nil
        }
    }

    private func handOn() {
        if let worker = freeWorker {
            batch = worker.add(batch)
        } else {
            own.add(batch)
            batch.removeAll()
        }
    }
}
