/// `GET /datasets`, newest first.
struct DatasetList: Encodable, Sendable {
    let datasets: [DatasetSummary]
    /// The `after` of the next page; `null` on the last.
    @OrNull var next: String?
}
