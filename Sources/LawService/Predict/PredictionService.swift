import HTTPMessage
import LawFitting

/// Predicts the metrics of one configuration.
struct PredictionService: Sendable {
    let laws: LawCache
    let datasets: DatasetLookup
    let bounds: ProcessBounds
    let bodyLimit: Int
    private let answers = PredictionAnswers()

    init(laws: LawCache, datasets: DatasetLookup, bounds: ProcessBounds, bodyLimit: Int) {
        self.laws = laws
        self.datasets = datasets
        self.bounds = bounds
        self.bodyLimit = bodyLimit
    }

    /// `GET /predict`: on the event loop if the law is in memory and small. Otherwise a worker answers. By a law in memory, a
    /// prediction waits neither behind fits nor behind queries of the store.
    func predict(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let known = request.head.query.flatMap(answers.find)
        // Asked once only: whoever is told that the revision must be checked has to check it.
        let recent = known.flatMap { laws.recent($0.reference) }
        if let known, recent?.number == known.law { return .respond(JSONAnswer.response(body: known.body)) }
        let query = try PredictionQuery(request.query())
        if case .dataset = query.scope.data {
            // The store must be read to find the dataset's D′.
            let lane = { laws.lane(for: query.scope.law) }
            return .answer(on: .prompt, orOn: lane, bounds) { work throws(Problem) in
                JSONAnswer.response(body: try answer(query, work).bytes)
            }
        }
        let text = request.head.query
        if let law = known == nil ? laws.recent(query.scope.law) : recent {
            // A prediction by the largest law takes some milliseconds.
            guard law.isLight else {
                return .answer(on: .prompt, bounds) { _ throws(Problem) in try keptAnswer(text, query, law) }
            }
            return .respond(try keptAnswer(text, query, law))
        }
        let lane = { laws.lane(for: query.scope.law) }
        return .answer(on: .prompt, orOn: lane, bounds) { work throws(Problem) in
            try keptAnswer(text, query, laws.law(query.scope.law, place: "?law", work))
        }
    }

    /// Answers, and keeps the answer for whoever asks the same.
    private func keptAnswer(_ text: String?, _ query: PredictionQuery, _ law: LoadedLaw) throws(Problem) -> Response {
        let body = try answer(query, from: law).bytes
        if let text { answers.keep(.init(query: text, reference: query.scope.law, law: law.number, body: body)) }
        return JSONAnswer.response(body: body)
    }

    /// Blocks while it reads the store.
    func answer(_ query: PredictionQuery, _ work: RequestWork) throws(Problem) -> PredictionAnswer {
        try answer(query, from: laws.law(query.scope.law, place: "?law", work))
    }

    private func answer(_ query: PredictionQuery, from law: LoadedLaw) throws(Problem) -> PredictionAnswer {
        try PredictionAnswer(
            layers: query.layers,
            dim: query.dim,
            dPrime: query.scope.dPrime(for: law, datasets: datasets),
            level: query.level,
            law: law,
            metrics: query.scope.metrics(of: law)
        )
    }

    /// `POST /predict`: many configurations of one law, always on a worker.
    func predictAll(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        try ContentCoding.requireGzipOrIdentity(request.head)
        let contentType = try MediaType.field(request.head)
        try request.query().faults.check()
        return .collect(limit: bodyLimit, bounds) { body, work throws(Problem) in
            let batch = try PredictionBatch(body, contentType: contentType, work)
            return JSONAnswer.response(body: try answer(batch, work).bytes)
        }
    }

    /// An answer and a prediction in it, with their text, which grows by doubling.
    private static let bytesPerAnswer = 768
    private static let bytesPerPrediction = 512

    private func answer(_ batch: PredictionBatch, _ work: RequestWork) throws(Problem) -> PredictionBatchAnswer {
        let law = try laws.law(batch.scope.law, place: "/law", work)
        let metrics = try batch.scope.metrics(of: law)
        try work.hold(
            batch.points.count * (Self.bytesPerAnswer + metrics.count * Self.bytesPerPrediction),
            for: .answering,
            remedy: "send fewer configurations, or name one `metric`"
        )
        // The D′ of the request is needed only by configurations without their own.
        var common: Double??
        var answers: [PredictionAnswer] = []
        answers.reserveCapacity(batch.points.count)
        for (index, point) in batch.points.enumerated() {
            work.spend(metrics.count * law.unitsPerPrediction)
            try work.check()
            do throws(Problem) {
                let dPrime: Double?
                if let own = point.dPrime {
                    dPrime = try batch.scope.at(dPrime: own).dPrime(for: law, datasets: datasets)
                } else if let known = common {
                    dPrime = known
                } else {
                    dPrime = try batch.scope.dPrime(for: law, datasets: datasets)
                    common = .some(dPrime)
                }
                answers.append(
                    try PredictionAnswer(
                        layers: point.layers,
                        dim: point.dim,
                        dPrime: dPrime,
                        level: batch.level,
                        law: law,
                        metrics: metrics
                    )
                )
            } catch {
                throw Problem(
                    error.code,
                    error.detail,
                    errors: error.errors + [
                        ProblemPlace(pointer: "/configurations/\(index)", detail: "cannot be predicted")
                    ]
                )
            }
        }
        return PredictionBatchAnswer(law: law.id, level: batch.level, predictions: answers)
    }
}
