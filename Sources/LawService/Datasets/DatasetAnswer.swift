import PredictionStore
import SequenceEntropy

/// A dataset's figures as `POST /apen` and `GET /datasets/{id}` show them.
struct DatasetAnswer: Encodable, Sendable {
    let dataset: String
    @OrNull var name: String?
    /// Every name, oldest first.
    let names: [String]
    @OrNull var createdAt: String?
    let m: Int
    let r: Double
    @OrNull var maxLength: Int?
    let short: String
    let users: Int
    let items: Int
    let tokens: Int
    @OrNull var apEn: Double?
    @OrNull var apEnPrime: Double?
    @OrNull var dPrime: Double?
    let sequences: Sequences
    let perSequence: PerSequence
    /// `null` where it was not asked for.
    @OrNull var pooled: Pooled?
    let measures: Measures
    /// Why each figure that is `null` does not exist, by its path in this answer.
    let unavailable: [String: String]
    private(set) var warnings: [Warning]
    /// Where several `m` or `maxLength` were asked for: every combination, the first one included.
    private(set) var sweep: [DatasetAnswer]?

    struct Sequences: Encodable, Sendable {
        /// Users with fewer than m + 1 items.
        let undefined: Int
        /// Users whose ApEn is 0.
        let zero: Int
        @OrNull var length: Distribution?
        /// Of the users that are part of the mean.
        @OrNull var apEn: Distribution?
    }

    struct PerSequence: Encodable, Sendable {
        @OrNull var dPrime: Double?
        let excluded: Int
    }

    struct Pooled: Encodable, Sendable {
        @OrNull var apEn: Double?
        @OrNull var apEnPrime: Double?
        @OrNull var dPrime: Double?
    }

    struct Measures: Encodable, Sendable {
        @OrNull var lempelZivEntropy: Double?
        @OrNull var shannonEntropy: Double?
        @OrNull var compressionRatio: Double?
    }

    /// What is known of a dataset before it is stored, and after.
    struct Identity {
        let id: String
        let name: String?
        let names: [String]
        let createdAt: String?
    }

    init(_ identity: Identity, _ record: DatasetRecord) {
        let summary = record.summary
        dataset = identity.id
        name = identity.name
        names = identity.names
        createdAt = identity.createdAt
        m = record.m
        r = record.r
        maxLength = record.maxLength
        short = record.short.rawValue
        users = summary.users
        items = summary.items
        tokens = summary.tokens
        apEn = summary.apEn
        apEnPrime = summary.apEnPrime
        dPrime = summary.dPrime
        sequences = Sequences(
            undefined: summary.undefined,
            zero: summary.zero,
            length: summary.length,
            apEn: summary.apEnDistribution
        )
        perSequence = PerSequence(
            dPrime: summary.perSequenceDPrime,
            excluded: summary.perSequenceExcluded
        )
        pooled = summary.pooled.map { pooled in
            Pooled(
                apEn: pooled.apEn,
                apEnPrime: pooled.apEnPrime,
                dPrime: pooled.dPrime
            )
        }
        measures = Measures(
            lempelZivEntropy: summary.lempelZivEntropy,
            shannonEntropy: summary.shannonEntropy,
            compressionRatio: summary.compressionRatio
        )
        unavailable = Dictionary(
            summary.absences.map { ($0.key.path, $0.value.words) },
            uniquingKeysWith: { first, _ in first }
        )
        warnings = DatasetWarnings.of(summary)
    }

    /// The first of several combinations, and all of them under `sweep`; a single one is the answer itself.
    init(sweep answers: [DatasetAnswer]) {
        self = answers[0]
        if answers.count > 1 { sweep = answers }
    }

    /// The code of the warning that faulty records were left out.
    static let skippedRecords = "skippedRecords"

    /// The same with a word on the records that were left out as faulty.
    func telling(skipped: (count: Int, reasons: [String])) -> DatasetAnswer {
        guard skipped.count > 0 else { return self }
        var answer = self
        let reasons = skipped.reasons.isEmpty ? "" : ": " + skipped.reasons.joined(separator: "; ")
        answer.warnings.append(
            Warning(code: Self.skippedRecords, message: "\(skipped.count) faulty records were left out\(reasons).")
        )
        return answer
    }

    init(_ document: Document, _ record: DatasetRecord, name: String?) {
        self.init(
            Identity(
                id: document.id,
                name: name ?? document.names.first,
                names: document.names,
                createdAt: ISO8601.text(document.createdAt)
            ),
            record
        )
    }
}
