import PredictionStore
import SequenceEntropy

/// The measurements of a dataset, as `POST /apen` and `GET /datasets/{id}` show them.
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
    /// `null` if it was not requested.
    @OrNull var pooled: Pooled?
    let measures: Measures
    /// What the figures mean, and what to look at next.
    let interpretation: Interpretation
    /// Why a value is `null`, by its path in this answer.
    let unavailable: [String: String]
    private(set) var warnings: [Warning]
    /// How the only file was read; only in the answer of a measurement.
    private(set) var read: ReadAnswer?
    /// How each of several files was read; only in the answer of a measurement.
    private(set) var files: [ReadAnswer]?
    /// If several `m` or `maxLength` were requested: every combination, including the first one.
    private(set) var sweep: [DatasetAnswer]?

    struct Sequences: Encodable, Sendable {
        /// Users with fewer than m + 1 items.
        let undefined: Int
        /// Users whose ApEn is 0.
        let zero: Int
        @OrNull var length: Distribution?
        /// The distribution over the users that are part of the mean.
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
        /// The blocks that the ratio rests on.
        @OrNull var compressionBlocks: Int?
        /// The standard error of the ratio; `null` if every block was measured.
        @OrNull var compressionError: Double?
    }

    struct Interpretation: Encodable, Sendable {
        let meaning: String
        let next: String
    }

    /// The id, names and date of a dataset. One that is not stored has no names and no date.
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
            compressionRatio: summary.compressionRatio,
            compressionBlocks: summary.compressionBlocks,
            compressionError: summary.compressionError
        )
        let text = DatasetInterpretation.text(record)
        interpretation = Interpretation(meaning: text.meaning, next: text.next)
        unavailable = Dictionary(
            summary.absences.map { ($0.key.path, $0.value.message) },
            uniquingKeysWith: { first, _ in first }
        )
        warnings = DatasetWarnings.of(record)
    }

    /// Shows the first of several combinations, and all of them in `sweep`. A single one has no `sweep`.
    init(sweep answers: [DatasetAnswer]) {
        self = answers[0]
        if answers.count > 1 { sweep = answers }
    }

    /// Adds warnings about how the dataset was put together.
    func adding(_ further: [Warning]) -> DatasetAnswer {
        var answer = self
        answer.warnings += further
        return answer
    }

    /// Adds how the dataset was read, and the warnings about that.
    func reporting(_ reading: DatasetReading) -> DatasetAnswer {
        var answer = self
        if reading.files.count > 1 { answer.files = reading.files } else { answer.read = reading.files.first }
        answer.warnings += reading.warnings
        return answer
    }

    init(_ entry: DocumentEntry, _ record: DatasetRecord, name: String?) {
        self.init(
            Identity(
                id: entry.id,
                name: name ?? entry.names.first,
                names: entry.names,
                createdAt: ISO8601.text(entry.createdAt)
            ),
            record
        )
    }
}
