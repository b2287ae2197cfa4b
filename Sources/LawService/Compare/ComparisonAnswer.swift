/// The answer of `GET /compare`: which framework has more room to grow.
struct ComparisonAnswer: Encodable, Sendable {
    let metric: String
    let level: Double
    /// Sorted by rank.
    let laws: [Contender]

    struct Contender: Encodable, Sendable {
        let law: String
        @OrNull var name: String?
        /// 1 for the law that is most probably best.
        let rank: Int
        let form: String
        let optimum: LawAnswer.Optimum
        /// The prediction interval of a new measurement at the optimum.
        let low: Double
        let high: Double
        /// The probability that a new measurement at this law's optimum beats new measurements at the optima of the others.
        let probabilityOfBeingBest: Double
        /// The value at the optimum minus the best value within the measured domain.
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
