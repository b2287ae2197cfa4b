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
