/// The answer of `GET /compare`: which framework has more room to grow.
struct ComparisonAnswer: Encodable, Sendable {
    let metric: String
    /// `maximise` or `minimise`.
    let goal: String
    @OrNull var dPrime: Double?
    let level: Double
    /// Sorted by rank.
    let laws: [Contender]
    let warnings: [Warning]

    struct Contender: Encodable, Sendable {
        let law: String
        @OrNull var name: String?
        /// 1 for the law that is most probably best.
        let rank: Int
        let form: String
        let optimum: OptimumAnswer
        /// The prediction interval of a new measurement at the optimum.
        let low: Double
        let high: Double
        /// The probability that this law's optimum is the best of all, without the noise of runs. It ranks.
        let probabilityOfBeingBest: Double
        /// The probability that a new run at this law's optimum beats new runs at the optima of the others.
        let probabilityOfBestRun: Double
        /// For a dataset that the law was not fitted to.
        @OrNull var newDataset: NewDatasetAnswer?
        /// How much better the value at the optimum is than the best value within the measured domain.
        let roomToGrow: Double
        /// The decay terms by axis, if the law is a Performance Law or contains one.
        let decayTerms: [String: DecayTerm]
    }

    /// The term w·(ln x + p/x^e), whose gain decays with x^−e.
    struct DecayTerm: Encodable, Sendable {
        let weight: Double
        let exponent: Double
        /// The x of the term's peak; `null` if there is no peak above 1.
        @OrNull var turningPoint: Double?
    }
}
