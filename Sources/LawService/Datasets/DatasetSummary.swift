import PredictionStore
import SequenceEntropy

/// One line of `GET /datasets`.
struct DatasetSummary: Encodable, Sendable {
    let dataset: String
    @OrNull var name: String?
    let names: [String]
    let createdAt: String
    let m: Int
    let r: Double
    @OrNull var maxLength: Int?
    let users: Int
    let items: Int
    let tokens: Int
    @OrNull var apEn: Double?
    @OrNull var apEnPrime: Double?
    @OrNull var dPrime: Double?

    init(_ document: Document, _ record: DatasetRecord) {
        dataset = document.id
        name = document.names.first
        names = document.names
        createdAt = ISO8601.text(document.createdAt)
        m = record.m
        r = record.r
        maxLength = record.maxLength
        users = record.summary.users
        items = record.summary.items
        tokens = record.summary.tokens
        apEn = record.summary.apEn
        apEnPrime = record.summary.apEnPrime
        dPrime = record.summary.dPrime
    }
}

/// `GET /datasets`, newest first.
struct DatasetList: Encodable, Sendable {
    let datasets: [DatasetSummary]
    /// The `after` of the next page; `null` on the last.
    @OrNull var next: String?
}
