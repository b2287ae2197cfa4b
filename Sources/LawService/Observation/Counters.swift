import Synchronization

/// A number that only grows.
final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    init() {}

    var value: Int { number.load(ordering: .relaxed) }

    /// A sum beyond `Int.max` begins again below zero; at a unit per nanosecond that takes three centuries.
    func add(_ amount: Int = 1) {
        number.wrappingAdd(amount, ordering: .relaxed)
    }
}

/// One counter for each key. The keys come from the program, never from a client, so their number is bounded.
final class CounterFamily<Key: Hashable & Comparable & Sendable>: Sendable {
    private let counts = Mutex<[Key: Int]>([:])

    init() {}

    func add(_ key: Key, _ amount: Int = 1) {
        counts.withLock { $0[key, default: 0] &+= amount }
    }

    /// The keys that were counted, in order.
    var values: [(key: Key, value: Int)] {
        counts.withLock { counts in counts.map { ($0.key, $0.value) } }.sorted { $0.key < $1.key }
    }
}

/// One histogram of times for each key.
final class HistogramFamily<Key: Hashable & Comparable & Sendable>: Sendable {
    /// How often a time was at most the bound of each bucket, not counting the times of smaller buckets.
    struct Histogram: Sendable {
        var counts: [Int]
        var sum = Duration.zero
    }

    /// The upper bounds of all buckets but the last, in seconds.
    let bounds: [Double]
    private let durations: [Duration]
    private let histograms = Mutex<[Key: Histogram]>([:])

    /// - Parameter bounds: growing.
    init(bounds: [Double]) {
        self.bounds = bounds
        durations = bounds.map { .seconds($0) }
    }

    func add(_ key: Key, _ duration: Duration) {
        let bucket = durations.firstIndex { duration <= $0 } ?? durations.count
        histograms.withLock { histograms in
            histograms[key, default: Histogram(counts: Array(repeating: 0, count: durations.count + 1))]
                .add(duration, bucket)
        }
    }

    var values: [(key: Key, value: Histogram)] {
        histograms.withLock { histograms in histograms.map { ($0.key, $0.value) } }.sorted { $0.key < $1.key }
    }
}

extension HistogramFamily.Histogram {
    fileprivate mutating func add(_ duration: Duration, _ bucket: Int) {
        counts[bucket] += 1
        sum += duration
    }
}
