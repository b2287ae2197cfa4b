/// The answer of `GET /compare`: which framework has more room to grow.
struct ComparisonAnswer: Encodable, Sendable {
    let metric: String
    let level: Double
    /// By rank.
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
        /// That a new measurement at this law's optimum beats those at the others'.
        let probabilityOfBeingBest: Double
        /// The optimum's value less the best within what was measured.
        let roomToGrow: Double
        /// Of the Performance Law that the law is, or contains; by axis.
        let decayTerms: [String: DecayTerm]
    }

    /// w·(ln x + p/x^e): a gain that fades with x^−e.
    struct DecayTerm: Encodable, Sendable {
        let weight: Double
        let exponent: Double
        /// Where the term has its peak; `null` where it has none above 1.
        @OrNull var turningPoint: Double?
    }
}
