/// The answer of `GET /laws/{id}/suggestions`: the experiments to run next, in this order.
struct SuggestionAnswer: Encodable, Sendable {
    let law: String
    let metric: String
    @OrNull var dPrime: Double?
    /// `optimum` or `surface`.
    let goal: String
    /// `maximise` or `minimise`.
    let metricGoal: String
    let suggestions: [Step]
    let warnings: [Warning]

    struct Step: Encodable, Sendable {
        let layers: Int
        let dim: Int
        /// A stable name for programs.
        let reason: String
        /// For people.
        let message: String
        /// The prediction, if a law can be fitted to the experiments before this one.
        @OrNull var value: Double?
        @OrNull var low: Double?
        @OrNull var high: Double?
        let parameters: Int
    }
}
