import Foundation
import LawFitting
import PredictionStore
import Synchronization

/// A stored law, decoded once. Entries of one law with different names share the decoded content.
final class LoadedLaw: Sendable {
    /// When the cache last used a law, as a count of uses.
    final class UseStamp: Sendable {
        let count = Atomic<UInt64>(0)

        func isBefore(_ other: UseStamp) -> Bool {
            count.load(ordering: .relaxed) < other.count.load(ordering: .relaxed)
        }
    }

    /// A prediction on an event loop may evaluate at most this many pairs of configurations, over all metrics. Each component of kriging
    /// evaluates them, so it takes some tens of microseconds.
    private static let mostPairsOnLoop = 4_000
    /// Decoding more pairs takes longer than a lookup may.
    private static let mostPairsOfLookup = 100_000

    let entry: DocumentEntry
    let record: LawRecord
    let domain: LawDomain
    /// Ascending, without duplicates.
    private let dPrimes: [Double]
    /// Sorted by metric.
    let metrics: [MetricLaw]

    /// Whether a prediction takes microseconds, so that an event loop may make it.
    let isLight: Bool

    /// The memory that the law holds, in bytes, estimated from above.
    let bytes: Int
    /// The size of the content as stored.
    let contentBytes: Int

    let lastUse: UseStamp
    let scalingLaws: ScalingLaws
    private let memo: SearchMemo

    /// Another one for each loaded law, so that an answer of an older one is recognised.
    let number = LoadedLaw.numbers.wrappingAdd(1, ordering: .relaxed).newValue
    private static let numbers = Atomic<UInt64>(0)

    var id: String { entry.id }

    /// - Parameters:
    ///   - record: the document's content, or the answer of this model to the same request.
    ///   - contentBytes: the size of the content as stored.
    init(_ entry: DocumentEntry, _ record: LawRecord, contentBytes: Int) {
        self.entry = entry
        self.record = record
        domain = record.domain
        dPrimes = Set(record.metrics.values.flatMap(\.dPrimes)).sorted()
        metrics = record.metrics.sorted { $0.key < $1.key }.map { MetricLaw($0.key, $0.value) }
        // Each component of kriging keeps a triangular matrix of the distinct configurations. Of a large law there are fewer.
        let count = Set(record.experiments.map(\.configuration)).count
        isLight = metrics.count * count * count <= Self.mostPairsOnLoop
        bytes =
            Self.bytes(contentBytes: contentBytes, metrics: metrics.count, configurations: count)
            + Self.bytes(ofNames: entry)
        self.contentBytes = contentBytes
        lastUse = UseStamp()
        scalingLaws = ScalingLaws()
        memo = SearchMemo()
    }

    private static func bytes(contentBytes: Int, metrics: Int, configurations count: Int) -> Int {
        4_096 + 2 * contentBytes
            + metrics * (count * count * components(count) * MemoryLayout<Double>.size / 2 + 64 * 80 * count)
            + metrics * ScalingLaws.bytes(configurations: count) + OptimumMemo.bytes
    }

    /// The memory of the names: once in the entry, and once as references of the cache.
    private static func bytes(ofNames entry: DocumentEntry) -> Int {
        entry.names.reduce(0) { $0 + 2 * ($1.utf8.count + 64) }
    }

    /// The nearest measured D′, if a client means it, who may have rounded it to a whole number or to seven digits: tables and messages
    /// show 961746 of 961745.66.
    func measuredDPrime(meantBy requested: Double) -> Double? {
        guard let nearest = dPrimes.min(by: { abs($0 - requested) < abs($1 - requested) }) else { return nil }
        let tolerance = max(5e-7 * nearest, nearest < 1_000 ? 0 : 0.5)
        return abs(nearest - requested) <= tolerance ? nearest : nil
    }

    /// What the last search of a metric found, for the next one.
    func memo(of metric: String) -> OptimumMemo { memo.of(metric) }

    /// How many components the kriging of a law has at most.
    private static func components(_ configurations: Int) -> Int {
        configurations <= 60 ? 64 : configurations <= 150 ? 32 : configurations <= 300 ? 24 : 12
    }

    /// The memory for decoding a document, in bytes, estimated from above before it is taken.
    static func decodingBytes(of document: Document) -> Int {
        let contentBytes = document.content.count
        let size = size(of: document.entry)
        return bytesPerContentByte * contentBytes
            + bytes(contentBytes: contentBytes, metrics: size?.metrics ?? 1, configurations: size?.experiments ?? 0)
    }

    /// What a decoder holds for a byte of JSON.
    private static let bytesPerContentByte = 16

    /// Whether decoding the law of an entry takes seconds, because it factorises large matrices.
    static func isLarge(_ entry: DocumentEntry) -> Bool {
        guard let size = size(of: entry) else { return false }
        return Double(size.metrics) * Double(size.experiments) * Double(size.experiments) > Double(mostPairsOfLookup)
    }

    /// The size of an entry's law, by its summary.
    private static func size(of entry: DocumentEntry) -> (metrics: Int, experiments: Int)? {
        struct Size: Decodable {
            struct Metric: Decodable {}

            let experiments: Int
            let metrics: [String: Metric]
        }
        guard let summary = entry.summary else { return nil }
        do {
            let size = try JSONDecoder().decode(Size.self, from: summary)
            // More than a fit may have comes from a damaged summary.
            guard (0...1_000).contains(size.metrics.count), (0...100_000).contains(size.experiments) else { return nil }
            return (size.metrics.count, size.experiments)
        } catch {
            // An unreadable summary says nothing about the law, and is no fault of whoever asks for it.
            return nil
        }
    }

    /// Whether the law answers for an entry, so that its content need not be read again.
    ///
    /// A process of a later version may have replaced the content. A law that this process fitted again, but could not store, is of
    /// a later version than its entry.
    func answers(for entry: DocumentEntry) -> Bool {
        entry.modelVersion <= max(self.entry.modelVersion, LawRecord.modelVersion)
    }

    /// The same content under the names that the store has now.
    init(_ entry: DocumentEntry, sameContentAs law: LoadedLaw) {
        self.entry = entry
        record = law.record
        domain = law.domain
        dPrimes = law.dPrimes
        metrics = law.metrics
        isLight = law.isLight
        bytes = law.bytes - Self.bytes(ofNames: law.entry) + Self.bytes(ofNames: entry)
        contentBytes = law.contentBytes
        lastUse = law.lastUse
        scalingLaws = law.scalingLaws
        memo = law.memo
    }
}
