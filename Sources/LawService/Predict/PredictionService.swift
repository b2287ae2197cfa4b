import HTTPMessage
import LawFitting
import ResourceMetering

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
        if let known {
            if let recent {
                if recent.number == known.law { return .respond(JSONAnswer.response(body: known.body)) }
            } else {
                return askedBefore(known, request)
            }
        }
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
            try keptAnswer(text, query, laws.law(query.scope.law, place: query.scope.place("law"), work))
        }
    }

    /// The plan for a question that was answered before, by a law whose revision must be checked. Most revisions have not changed.
    private func askedBefore(_ known: PredictionAnswers.Entry, _ request: RoutedRequest) -> RequestPlan {
        let lane = { laws.lane(for: known.reference) }
        return .answer(on: .prompt, orOn: lane, bounds) { work throws(Problem) in
            let law = try laws.law(known.reference, place: "?law", work)
            if law.number == known.law { return JSONAnswer.response(body: known.body) }
            return try keptAnswer(request.head.query, PredictionQuery(request.query()), law)
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
        try answer(query, from: laws.law(query.scope.law, place: query.scope.place("law"), work))
    }

    private func answer(_ query: PredictionQuery, from law: LoadedLaw) throws(Problem) -> PredictionAnswer {
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metrics = try query.scope.metrics(of: law)
        var predictions: [Prediction] = []
        predictions.reserveCapacity(metrics.count)
        for metric in metrics {
            do throws(PredictionError) {
                predictions.append(
                    try metric.law.predict(
                        layers: Double(query.size.layers),
                        dim: Double(query.size.dim),
                        dPrime: dPrime,
                        level: query.level
                    )
                )
            } catch {
                throw Problem(error, metric: metric.name)
            }
        }
        return PredictionAnswer(
            query.size,
            dPrime: dPrime,
            level: query.level,
            law: law,
            metrics: metrics,
            predictions: predictions
        )
    }

    /// `POST /predict`: many configurations of one law, always on a worker.
    func predictAll(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        try ContentCoding.requireGzipOrIdentity(request.head)
        let contentType = try MediaType.field(request.head)
        try request.query().faults.check()
        return .collect(limit: bodyLimit, bounds) { body, work throws(Problem) in
            let batch = try PredictionBatch(body, contentType: contentType, work)
            return JSONAnswer.response(body: try answer(batch, work).bytes(bounds.pool))
        }
    }

    /// An answer and a prediction in it, with their text, which grows by doubling.
    private static let bytesPerAnswer = 768
    private static let bytesPerPrediction = 512

    private func answer(_ batch: PredictionBatch, _ work: RequestWork) throws(Problem) -> PredictionBatchAnswer {
        let law = try laws.law(batch.scope.law, place: batch.scope.place("law"), work)
        let metrics = try batch.scope.metrics(of: law)
        let count = batch.points.count
        let scratch = metrics.map { $0.law.bytes(ofSizes: count, threads: bounds.pool.threads) }.max() ?? 0
        try work.hold(
            count * (Self.bytesPerAnswer + metrics.count * Self.bytesPerPrediction) + scratch,
            for: .answering,
            remedy: "send fewer configurations, or name one `metric`"
        )
        var dPrimes = [Double?](repeating: nil, count: count)
        var positions = Array(0..<count)
        var columns = [[Prediction]](repeating: [], count: metrics.count)
        for (own, places) in Self.places(batch.points) {
            let sizes = places.map { batch.points[$0].size }
            do throws(Problem) {
                let scope = own.map { batch.scope.at(dPrime: $0, "/configurations/\(places[0])/") } ?? batch.scope
                let dPrime = try scope.dPrime(for: law, datasets: datasets)
                let first = columns.first?.count ?? 0
                for (offset, place) in places.enumerated() {
                    dPrimes[place] = dPrime
                    positions[place] = first + offset
                }
                for (index, metric) in metrics.enumerated() {
                    columns[index] += try predictions(sizes, metric, dPrime: dPrime, level: batch.level, work)
                }
            } catch {
                // Work that was stopped is no fault of a configuration.
                try work.check()
                // The fault has a place already if a configuration or the whole request names the D′.
                let isPlaced = own != nil || batch.scope.namesData
                if isPlaced, !error.errors.isEmpty { throw error }
                throw Problem(
                    error.code,
                    error.detail,
                    errors: error.errors + [
                        ProblemPlace(pointer: "/configurations/\(places[0])", detail: "cannot be predicted")
                    ]
                )
            }
        }
        return PredictionBatchAnswer(
            law: law,
            metrics: metrics,
            level: batch.level,
            sizes: batch.points.map(\.size),
            dPrimes: dPrimes,
            positions: positions,
            columns: columns
        )
    }

    /// The places of the points of each D′, the first one first: they are predicted together.
    private static func places(_ points: [PredictionBatch.Point]) -> [(dPrime: Double?, places: [Int])] {
        var groups: [(dPrime: Double?, places: [Int])] = []
        var numbers: [Double?: Int] = [:]
        for (place, point) in points.enumerated() {
            let number = numbers[point.dPrime] ?? groups.count
            if number == groups.count {
                numbers[point.dPrime] = number
                groups.append((point.dPrime, []))
            }
            groups[number].places.append(place)
        }
        return groups
    }

    private func predictions(
        _ sizes: [ModelSize],
        _ metric: MetricLaw,
        dPrime: Double?,
        level: Double,
        _ work: RequestWork
    ) throws(Problem) -> [Prediction] {
        do {
            return try metric.law.predict(
                sizes,
                dPrime: dPrime,
                level: level,
                threads: bounds.pool,
                meter: work.meter
            )
        } catch let error as PredictionError {
            throw Problem(error, metric: metric.name)
        } catch {
            throw work.problem(lawFitting: error)
        }
    }
}
