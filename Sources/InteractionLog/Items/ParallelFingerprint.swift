import Dispatch
public import ResourceMetering
import Synchronization

/// `DatasetFingerprint` on several threads. It is a sum, so it is the same for any number of threads.
///
/// The adding thread collects the labels of sequences in batches. A spare thread hashes a batch; if there is none, the batch waits, and
/// the adding thread hashes it itself when too many wait. So the adding thread never waits before the end.
public final class ParallelFingerprint {
    /// Labels and sequences of a batch: enough to be worth a message to another thread.
    private static let batchSize = 1 << 16
    /// Longer sequences are hashed by the adding thread, so that no other thread needs memory for them.
    private static let longestShared = 1 << 17

    /// `nil` once memory was given back: then the adding thread hashes each sequence at once.
    private var threads: (any SpareThreads)?
    private let queue = LabelQueue()
    private var own = DatasetFingerprint()
    private var text: [UInt8] = []
    private var batch = LabelBatch()

    public init(threads: any SpareThreads) { self.threads = threads }

    /// Memory in bytes.
    public var bytes: Int { text.capacity + batch.bytes + queue.bytes }

    /// Adds one user's sequence.
    public func add(_ sequence: UserSequence) {
        // Other labels are found in the vocabulary, which changes while the log is read.
        guard let threads, sequence.count <= Self.longestShared, let integers = sequence.integerLabels else {
            return own.add(sequence, scratch: &text)
        }
        batch.append(integers)
        guard batch.size >= Self.batchSize else { return }
        let (empty, rest) = queue.exchange(batch, threads)
        batch = empty
        rest?.add(to: &own, scratch: &text)
    }

    /// The fingerprint of all sequences so far. Waits for other threads.
    public func finish() -> DatasetFingerprint {
        for batch in queue.takeWaiting() + [batch] { batch.add(to: &own, scratch: &text) }
        batch = LabelBatch()
        own.merge(queue.finish())
        return own
    }

    /// Gives memory back, and takes little from now on. The result does not change.
    public func spill() {
        _ = finish()
        threads = nil
        queue.releaseMemory()
        text = []
    }
}

/// Labels that are integers below 2^31, of several sequences.
private struct LabelBatch: Sendable {
    private var labels: [UInt32] = []
    private var ends: [Int] = []

    /// Lengths count too, so that a log of empty sequences cannot make a batch grow without bound.
    var size: Int { labels.count + ends.count }

    /// Memory in bytes.
    var bytes: Int { labels.capacity * 4 + ends.capacity * 8 }

    mutating func append(_ sequence: UnsafeBufferPointer<UInt32>) {
        labels.append(contentsOf: sequence)
        ends.append(labels.count)
    }

    /// Empties the batch, and keeps its memory for the next sequences.
    mutating func removeAll() {
        labels.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    func add(to fingerprint: inout DatasetFingerprint, scratch: inout [UInt8]) {
        labels.withUnsafeBufferPointer { labels in
            var begin = 0
            for end in ends {
                fingerprint.add(UnsafeBufferPointer(rebasing: labels[begin..<end]), scratch: &scratch)
                begin = end
            }
        }
    }
}

/// Batches that spare threads hash.
private final class LabelQueue: SharedWork {
    /// Batches that may wait for a thread.
    private static let mostWaiting = 4

    private struct State {
        var waiting: [LabelBatch] = []
        /// Hashed batches, whose memory is reused.
        var emptied: [LabelBatch] = []
        var fingerprint = DatasetFingerprint()
        /// The buffers that no thread uses now.
        var scratch: [[UInt8]] = []
    }

    private let state = Mutex(State())
    private let helpers = DispatchGroup()

    /// Memory in bytes, without that of batches which are being hashed.
    var bytes: Int {
        state.withLock { state in
            (state.waiting + state.emptied).reduce(0) { $0 + $1.bytes } + state.scratch.reduce(0) { $0 + $1.capacity }
        }
    }

    /// Takes a full batch.
    ///
    /// - Returns: An empty batch to fill, and the one that the caller must hash because too many wait.
    func exchange(_ batch: LabelBatch, _ threads: any SpareThreads) -> (empty: LabelBatch, rest: LabelBatch?) {
        let rest = state.withLock { state in
            state.waiting.append(batch)
            return state.waiting.count > Self.mostWaiting ? state.waiting.removeFirst() : nil
        }
        threads.offer(self)
        return (state.withLock { $0.emptied.popLast() } ?? LabelBatch(), rest)
    }

    /// The batches that no thread has taken.
    func takeWaiting() -> [LabelBatch] {
        state.withLock { state in
            defer { state.waiting.removeAll() }
            return state.waiting
        }
    }

    /// Waits until no thread hashes.
    ///
    /// - Returns: The sum of what they hashed since the last call.
    func finish() -> DatasetFingerprint {
        helpers.wait()
        return state.withLock { state in
            defer { state.fingerprint = DatasetFingerprint() }
            return state.fingerprint
        }
    }

    /// No thread may be hashing.
    func releaseMemory() { state.withLock { ($0.emptied, $0.scratch) = ([], []) } }

    var isUrgent: Bool { false }

    func help() -> Bool {
        let next = state.withLock { state -> (batch: LabelBatch, scratch: [UInt8])? in
            guard !state.waiting.isEmpty else { return nil }
            // Under the lock: who finds that nothing waits any more also finds this thread.
            helpers.enter()
            return (state.waiting.removeFirst(), state.scratch.popLast() ?? [])
        }
        guard var (batch, scratch) = next else { return false }
        defer { helpers.leave() }
        var part = DatasetFingerprint()
        batch.add(to: &part, scratch: &scratch)
        batch.removeAll()
        state.withLock { state in
            state.fingerprint.merge(part)
            state.emptied.append(batch)
            state.scratch.append(scratch)
        }
        return true
    }
}
