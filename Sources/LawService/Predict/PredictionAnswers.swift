import Synchronization

/// The answers to the questions that were asked last. A page with sliders and a sweep ask the same ones again and again.
///
/// A question has one place, which the newest question takes. So the memory is bounded, and nothing is searched.
final class PredictionAnswers: Sendable {
    struct Entry: Sendable {
        /// As received.
        let query: String
        /// The law that the query names; `nil` for the newest one.
        let reference: String?
        /// `LoadedLaw.number` of the law that answered.
        let law: UInt64
        let body: [UInt8]
    }

    private static let places = 256
    /// Longer answers are not kept.
    private static let mostBytes = 4 << 10

    /// Empty until the first answer.
    private let entries = Mutex<[Entry?]>([])

    /// The answer that was given to this query. It holds only as long as the same law answers.
    func find(_ query: String) -> Entry? {
        let place = Self.place(query)
        return entries.withLock { entries in
            guard !entries.isEmpty, let entry = entries[place], entry.query == query else { return nil }
            return entry
        }
    }

    func keep(_ entry: Entry) {
        guard entry.body.count + entry.query.utf8.count <= Self.mostBytes else { return }
        let place = Self.place(entry.query)
        entries.withLock { entries in
            if entries.isEmpty { entries = [Entry?](repeating: nil, count: Self.places) }
            entries[place] = entry
        }
    }

    /// FNV-1a. A client that makes two questions collide only slows itself down.
    private static func place(_ query: String) -> Int {
        var query = query
        let hash = query.withUTF8 { bytes in
            bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        }
        return Int((hash ^ (hash >> 32)) & UInt64(places - 1))
    }
}
