import Synchronization

/// The intervals that were asked for last, so that a configuration asked again costs one look-up.
///
/// A configuration has one place, which the newest question takes: the size is bounded and nothing is searched.
final class PredictionCache: Sendable {
    private static let places = 256

    private struct Entry {
        var point: LawPoint
        var level: Double
        var interval: LawInterval
    }

    /// Empty until the first question.
    private let entries = Mutex<[Entry?]>([])

    func interval(_ point: LawPoint, level: Double) -> LawInterval? {
        let place = Self.place(point, level)
        return entries.withLock { entries in
            guard !entries.isEmpty, let entry = entries[place], entry.point == point, entry.level == level else {
                return nil
            }
            return entry.interval
        }
    }

    func insert(_ interval: LawInterval, _ point: LawPoint, level: Double) {
        let place = Self.place(point, level)
        entries.withLock { entries in
            if entries.isEmpty { entries = [Entry?](repeating: nil, count: Self.places) }
            entries[place] = Entry(point: point, level: level, interval: interval)
        }
    }

    private static func place(_ point: LawPoint, _ level: Double) -> Int {
        var bits = point.logLayers.bitPattern
        for value in [point.logDim, point.logDPrime, level] {
            bits = (bits ^ (bits >> 29)) &* 0xBF58_476D_1CE4_E5B9 ^ value.bitPattern
        }
        bits = (bits ^ (bits >> 32)) &* 0x94D0_49BB_1331_11EB
        return Int(bits >> 56)
    }
}
