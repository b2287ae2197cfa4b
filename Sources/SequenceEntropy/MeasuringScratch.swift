public import ResourceMetering
import Synchronization

/// Lends scratch memory to the threads that measure one dataset: one piece to the thread that adds sequences, which alone
/// measures long ones, and a small piece to each other thread.
///
/// The accumulators of a dataset share it, so memory does not grow with the number of pattern lengths and maximal lengths.
public final class MeasuringScratch: Sendable {
    /// Longer sequences are measured by the thread that adds them. A batch of shorter ones fits the memory of any thread.
    static let longestShared = 1 << 17

    let meter: WorkMeter
    private let own: Mutex<EntropyScratch?>
    private let shared = Mutex<[EntropyScratch]>([])

    public init(meter: WorkMeter = WorkMeter()) {
        self.meter = meter
        own = Mutex(nil)
    }

    /// Memory that nobody uses at the moment, in bytes. Between two sequences that is all memory but that of helpers.
    var bytes: Int {
        own.withLock { $0?.bytes ?? 0 } + shared.withLock { $0.reduce(0) { $0 + $1.bytes } }
    }

    /// The most memory after sequences of at most `items` items on so many threads, in bytes.
    public static func bytes(items: Int, options: [EntropyOptions], threads: Int) -> Int {
        func most(_ items: Int) -> Int { options.map { EntropyScratch.bytes(items: items, options: $0) }.max() ?? 0 }
        return most(items) + (threads - 1) * most(min(items, longestShared))
    }

    /// Lends the large piece to the thread that adds sequences.
    func withOwn<Result>(_ body: (inout EntropyScratch) -> Result) -> Result {
        var scratch = own.withLock { $0.take() } ?? EntropyScratch(meter: meter)
        defer { own.withLock { $0 = scratch } }
        return body(&scratch)
    }

    /// Lends a small piece to another thread.
    func withShared<Result>(_ body: (inout EntropyScratch) -> Result) -> Result {
        var scratch = shared.withLock { $0.popLast() } ?? EntropyScratch(meter: meter)
        defer { shared.withLock { $0.append(scratch) } }
        return body(&scratch)
    }

    /// Gives back all memory that is not in use.
    func release() {
        own.withLock { $0 = nil }
        shared.withLock { $0 = [] }
    }
}
