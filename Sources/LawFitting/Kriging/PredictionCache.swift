import Synchronization

/// The intervals that were asked for last, of all laws of the process, so that a configuration asked again costs one look-up.
///
/// The size is bounded, however many laws there are. A configuration has one set of places, in which the newest question replaces the
/// oldest: nothing else is searched. A law that is gone leaves entries that nobody finds, until others take their places.
final class PredictionCache: Sendable {
    /// Of one law, which has its own number.
    struct Key: Hashable, Sendable {
        var law: UInt64
        var point: LawPoint
        var level: Double
    }

    static let shared = PredictionCache()

    private static let laws = Atomic<UInt64>(0)
    private static let shardCount = 16
    private static let setsPerShard = 512
    private static let placesPerSet = 4

    private struct Entry {
        var key: Key
        var interval: LawInterval
    }

    /// A part with its own lock, so that threads seldom wait for each other.
    private final class Shard: Sendable {
        /// One set after another, the newest entry of each first. Empty until the first question.
        let entries = Mutex<[Entry?]>([])
    }

    private let shards = (0..<shardCount).map { _ in Shard() }

    /// A number that no other law has.
    static func newLaw() -> UInt64 { laws.wrappingAdd(1, ordering: .relaxed).newValue }

    func interval(_ key: Key) -> LawInterval? {
        let (shard, first) = place(key)
        return shard.entries.withLock { entries in
            guard !entries.isEmpty else { return nil }
            for place in first..<first + Self.placesPerSet {
                if let entry = entries[place], entry.key == key { return entry.interval }
            }
            return nil
        }
    }

    func insert(_ interval: LawInterval, _ key: Key) {
        let (shard, first) = place(key)
        shard.entries.withLock { entries in
            if entries.isEmpty {
                entries = [Entry?](repeating: nil, count: Self.setsPerShard * Self.placesPerSet)
            }
            for place in (first + 1..<first + Self.placesPerSet).reversed() { entries[place] = entries[place - 1] }
            entries[first] = Entry(key: key, interval: interval)
        }
    }

    /// The shard of a key, and the first place of its set there.
    private func place(_ key: Key) -> (Shard, Int) {
        var bits = key.law &* 0x9E37_79B9_7F4A_7C15
        for value in [key.point.logLayers, key.point.logDim, key.point.logDPrime, key.level] {
            bits = (bits ^ (bits >> 29)) &* 0xBF58_476D_1CE4_E5B9 ^ value.bitPattern
        }
        bits = (bits ^ (bits >> 32)) &* 0x94D0_49BB_1331_11EB
        let shard = Int(bits >> 60) % Self.shardCount
        return (shards[shard], Int((bits >> 40) % UInt64(Self.setsPerShard)) * Self.placesPerSet)
    }
}
