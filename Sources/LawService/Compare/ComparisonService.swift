import HTTPMessage
import LawFitting
import PredictionStore

/// Answers which of several laws, say of several frameworks, has more room to grow.
struct ComparisonService: Sendable {
    let directory: LawCache
    let datasets: DatasetLookup

    /// The same question has the same answer: the draws are seeded.
    private static let seed: UInt64 = 20_241_200_430

    /// `GET /compare`.
    func compare(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let query = request.query
        return .work { () throws(Problem) in JSONAnswer.response(.ok, try answer(ComparisonQuery(query))) }
    }

    private func answer(_ query: ComparisonQuery) throws(Problem) -> ComparisonAnswer {
        var laws: [LoadedLaw] = []
        for reference in query.laws {
            let law = try directory.law(reference, place: "?laws")
            if laws.contains(where: { $0.id == law.id }) {
                throw Problem(
                    .badRequest,
                    "`\(reference)` is a law that is named already",
                    errors: [ProblemPlace(pointer: "?laws", detail: "names a law twice")]
                )
            }
            laws.append(law)
        }
        let metric = try Self.metric(query.metric, of: laws)
        var dPrime: Double?
        var fitted: [FittedLaw] = []
        for law in laws {
            guard let one = law.record.metrics[metric] else { throw LawSelector.unknown(metric, in: law) }
            fitted.append(one)
            // Laws that span several D′ are compared on the one that is asked for; the others have their own.
            if law.domain.spansDPrime { dPrime = try query.scope.dPrime(for: law, datasets: datasets) }
        }
        var generator = SplitMix64(seed: Self.seed)
        do throws(PredictionError) {
            let compared = try LawFitting.compare(fitted, dPrime: dPrime, level: query.level, using: &generator)
            return ComparisonAnswer(
                metric: metric,
                level: query.level,
                laws: compared.map { ComparisonAnswer.Contender($0, laws[$0.index], fitted[$0.index].form) }
            )
        } catch {
            throw Problem(error)
        }
    }

    /// The metric asked for, else the first by name that all have.
    private static func metric(_ asked: String?, of laws: [LoadedLaw]) throws(Problem) -> String {
        let common = laws.reduce(Set(laws.first?.record.metrics.keys.map { $0 } ?? [])) { common, law in
            common.intersection(law.record.metrics.keys)
        }
        if let asked {
            if let law = laws.first(where: { $0.record.metrics[asked] == nil }) {
                throw LawSelector.unknown(asked, in: law)
            }
            return asked
        }
        guard let first = common.min() else {
            throw Problem(.badRequest, "the laws have no metric in common")
        }
        return first
    }
}

extension ComparisonAnswer.Contender {
    init(_ compared: ComparedLaw, _ law: LoadedLaw, _ form: LawForm) {
        self.init(
            law: law.id,
            name: law.document.names.first,
            rank: compared.rank,
            form: form.rawValue,
            optimum: LawAnswer.Optimum(compared.optimum),
            low: compared.low,
            high: compared.high,
            probabilityOfBeingBest: compared.probabilityOfBeingBest,
            roomToGrow: compared.roomToGrow,
            decayTerms: Dictionary(
                compared.decayTerms.map { term in
                    (
                        term.axis.rawValue,
                        ComparisonAnswer.DecayTerm(
                            weight: term.weight,
                            exponent: term.exponent,
                            turningPoint: term.turningPoint
                        )
                    )
                },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }
}

/// What `GET /compare` asks.
struct ComparisonQuery: Sendable {
    static let names = ["laws", "metric", "dPrime", "dataset", "level"]
    /// More laws than this are refused.
    static let largestCount = 64

    /// Ids or names, each once.
    let laws: [String]
    /// `nil` for the first, by name, that all laws have.
    let metric: String?
    let scope: LawSelector
    let level: Double

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        laws = (reader.text("laws") ?? "").split(separator: ",").map(String.init)
        if laws.count < 2 { reader.fault("?laws", "must name two laws or more: laws=a,b,c") }
        if laws.count > Self.largestCount { reader.fault("?laws", "names more than \(Self.largestCount) laws") }
        if Set(laws).count < laws.count { reader.fault("?laws", "names a law twice") }
        scope = LawSelector(&reader)
        metric = scope.metric
        level = reader.number("level", .level) ?? 0.95
        try reader.check()
    }
}
