import HTTPMessage
import LawFitting
import PredictionStore
import TableReading

/// Compares the laws of several frameworks or datasets: which one has the most room to grow?
struct ComparisonService: Sendable {
    let laws: LawCache
    let datasets: DatasetLookup
    let bounds: ProcessBounds

    /// `GET /compare`.
    func compare(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let query = request.query()
        return .answer(on: .heavy, bounds) { work throws(Problem) in
            JSONAnswer.response(.ok, try answer(ComparisonQuery(query), work))
        }
    }

    private func answer(_ query: ComparisonQuery, _ work: RequestWork) throws(Problem) -> ComparisonAnswer {
        var laws: [LoadedLaw] = []
        var held = 0
        var unknown: [String] = []
        for reference in query.laws {
            let law: LoadedLaw
            do throws(Problem) {
                law = try self.laws.law(reference, place: "?laws", work)
            } catch  where error.code == .notFound {
                unknown.append(reference)
                continue
            }
            if laws.contains(where: { $0.id == law.id }) {
                throw Problem(
                    .unsatisfiable,
                    "`\(reference)` names a law that is already in the list",
                    errors: [ProblemPlace(pointer: "?laws", detail: "names a law twice")]
                )
            }
            laws.append(law)
            // The cache may evict a law while it is compared.
            held += law.bytes
            try work.hold(held, for: .answering, remedy: "compare fewer laws at a time")
        }
        guard unknown.isEmpty else {
            throw Problem(
                .notFound,
                "there is no law `\(unknown.joined(separator: "`, and no law `"))`; `GET /laws` lists them",
                errors: unknown.map { ProblemPlace(pointer: "?laws", detail: "`\($0)` names no stored law") }
            )
        }
        let metric = try Self.metric(query.metric, of: laws)
        var dPrime: Double?
        var fitted: [MetricLaw] = []
        for law in laws {
            guard let one = law.metrics.first(where: { $0.name == metric }) else {
                throw LawSelector.unknown(metric, in: law, place: "?metric")
            }
            fitted.append(one)
            // Laws that span several D′ are compared at the requested one. Each other law has a single D′.
            if law.domain.spansDPrime { dPrime = try query.scope.dPrime(for: law, datasets: datasets) }
        }
        if query.scope.namesData { try refuseForeignDPrime(query.scope, laws) }
        do {
            let compared = try FittedLaw.compare(
                fitted.map(\.law),
                dPrime: dPrime,
                level: query.level,
                meter: work.meter
            )
            let coverages = fitted.map { one in
                // A law of one dataset is compared at its own D′.
                one.law.coverage(layers: 1, dim: 1, dPrime: one.law.dPrimes.count > 1 ? dPrime : nil)
            }
            var warnings = zip(laws, fitted).flatMap { Self.warnings(of: $0, $1, dPrime) }
            warnings += zip(fitted, coverages).flatMap { Warning.dataset($1, $0) }
            warnings += compared.filter(\.isClamped).map {
                .clamped("The prediction at the optimum of \(laws[$0.index].id)", [fitted[$0.index]])
            }
            var seen: Set<String> = []
            return ComparisonAnswer(
                metric: metric,
                goal: (fitted.first?.law.goal ?? .maximise).rawValue,
                dPrime: dPrime,
                level: query.level,
                laws: compared.map {
                    ComparisonAnswer.Contender($0, laws[$0.index], fitted[$0.index].law.form, coverages[$0.index])
                },
                warnings: warnings.filter { seen.insert($0.message).inserted }
            )
        } catch {
            throw work.problem(lawFitting: error)
        }
    }

    /// Refuses a requested D′ that is not that of a law with a single one, and one that would be ignored because no law has any. A law without
    /// D′ holds for its own dataset, which another law's D′ may be about.
    private func refuseForeignDPrime(_ scope: LawSelector, _ laws: [LoadedLaw]) throws(Problem) {
        let known = laws.filter { $0.domain.dPrime != nil }
        for law in known.isEmpty ? Array(laws.prefix(1)) : known {
            do throws(Problem) {
                _ = try scope.dPrime(for: law, datasets: datasets)
            } catch  where error.code == .dPrimeNotIdentifiable {
                let name = law.entry.names.first ?? law.id
                throw Problem(
                    error.code,
                    known.isEmpty
                        ? "none of the laws was fitted at this D′, and none spans several; leave out `dPrime` and `dataset`"
                        : "`\(name)`: \(error.detail); or compare at this D′, or without this law",
                    errors: error.errors
                )
            }
        }
    }

    /// What a law itself warns of, if a comparison rests on it, and the distance of its data.
    private static func warnings(of law: LoadedLaw, _ metric: MetricLaw, _ dPrime: Double?) -> [Warning] {
        let name = law.entry.names.first ?? law.id
        let own = metric.law.warnings.filter { warning in
            switch warning {
            case .confounded, .priorDriven, .worseThanMean, .optimumAtEdge: true
            default: false
            }
        }
        let isFar = dPrime.map { law.domain.spansDPrime && law.domain.position(.dPrime, $0) == .farBeyond } ?? false
        return own.map { Warning(code: $0.code, message: "`\(ShownText.escaped(name))`: \($0.message)") }
            + (isFar ? [.farBeyond([.dPrime], "The data that `\(ShownText.escaped(name))` is asked about")] : [])
    }

    /// The requested metric, else the first by name that all laws have.
    private static func metric(_ requested: String?, of laws: [LoadedLaw]) throws(Problem) -> String {
        let common = laws.reduce(Set(laws.first?.record.metrics.keys.map { $0 } ?? [])) { common, law in
            common.intersection(law.record.metrics.keys)
        }
        if let requested {
            if let law = laws.first(where: { $0.record.metrics[requested] == nil }) {
                throw LawSelector.unknown(requested, in: law, place: "?metric")
            }
            return requested
        }
        guard let first = common.min() else {
            throw Problem(.unsatisfiable, "the laws have no metric in common")
        }
        return first
    }
}

/// The query of `GET /compare`.
struct ComparisonQuery: Sendable {
    static let names = ["laws", "metric", "dPrime", "dataset", "level"]
    /// The most laws of one comparison.
    static let largestCount = 64

    /// Ids or names, without duplicates.
    let laws: [String]
    /// `nil` for the first metric by name that all laws have.
    let metric: String?
    let scope: LawSelector
    let level: Double

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        let parts = ParameterReader.parts(reader.text("laws") ?? "").map(String.init)
        laws = parts.filter { !$0.isEmpty }
        if reader.text("laws") == nil {
            reader.fault("?laws", "is missing; name at least two laws, such as `laws=a,b,c`")
        } else if laws.count > 1, laws.count < parts.count {
            reader.fault(
                "?laws",
                "has an empty place; give one comma between two laws, and the id of a law whose name has a comma"
            )
        } else if laws.count < 2 {
            reader.conflict("?laws", "must name at least two laws, such as `laws=a,b,c`")
        }
        if laws.count > Self.largestCount { reader.conflict("?laws", "names more than \(Self.largestCount) laws") }
        if Set(laws).count < laws.count { reader.conflict("?laws", "names a law twice") }
        scope = LawSelector(&reader)
        metric = scope.metric
        level = reader.number("level", .level) ?? 0.95
        try reader.check()
    }
}

extension ComparisonAnswer.Contender {
    init(_ compared: ComparedLaw, _ law: LoadedLaw, _ form: LawForm, _ coverage: Coverage) {
        self.init(
            law: law.id,
            name: law.entry.names.first,
            rank: compared.rank,
            form: form.rawValue,
            optimum: OptimumAnswer(compared.optimum),
            low: compared.low,
            high: compared.high,
            probabilityOfBeingBest: compared.probabilityOfBeingBest,
            probabilityOfBestRun: compared.probabilityOfBestRun,
            newDataset: coverage.newDataset.map(NewDatasetAnswer.init),
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
