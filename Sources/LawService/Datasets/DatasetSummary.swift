import SequenceEntropy

/// The values of a dataset in `GET /datasets`. The store keeps them beside the document.
struct DatasetSummary: Encodable, Sendable {
    let m: Int
    let r: Double
    @OrNull var maxLength: Int?
    let users: Int
    let items: Int
    let tokens: Int
    @OrNull var apEn: Double?
    @OrNull var apEnPrime: Double?
    @OrNull var dPrime: Double?

    init(_ record: DatasetRecord) {
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
