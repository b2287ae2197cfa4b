/// `GET /laws`, newest first.
struct LawList: Encodable, Sendable {
    let laws: [LawSummary]
    /// The `after` of the next page; `null` on the last.
    @OrNull var next: String?
}
