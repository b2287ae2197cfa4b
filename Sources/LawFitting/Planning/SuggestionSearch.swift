extension ObservationSet {
    /// The experiments to run next, one after another. Each assumes the mean outcome of those before it.
    ///
    /// A measured configuration is not suggested again. Each suggestion fits the law anew, about 20 ms for 24 points.
    ///
    /// - Parameters:
    ///   - dPrime: the data of the runs, if the measurements span several D′.
    ///   - options: those of the law that predicts; `auto` by default.
    public func suggestions(
        in space: SearchSpace,
        count: Int,
        goal: SuggestionGoal = .optimum,
        dPrime: Double? = nil,
        options: FitOptions = FitOptions()
    ) throws(SuggestionError) -> [Suggestion] {
        guard 1...Suggestion.limit ~= count else { throw .countOutOfRange(count) }
        var search = SuggestionSearch(observations: self, space: space, dPrime: dPrime, options: options)
        var suggestions: [Suggestion] = []
        while suggestions.count < count, let next = try search.next(goal) { suggestions.append(next) }
        if suggestions.isEmpty { throw .nothingLeft }
        return suggestions
    }
}

/// The state of a sequence of suggestions.
struct SuggestionSearch {
    /// The number of levels per axis in the first pass. The second looks at all levels around the best of them.
    private static let coarseLevels = 32
    /// The number of levels per axis in the cheapest corner, which is searched in full if no coarse level is affordable.
    private static let cornerLevels = 256

    private var observations: ObservationSet
    private let space: SearchSpace
    private let dPrime: Double?
    private let options: FitOptions
    /// The configurations that were measured or suggested.
    private var taken: Set<Configuration>

    private typealias Place = (i: Int, j: Int)

    init(observations: ObservationSet, space: SearchSpace, dPrime: Double?, options: FitOptions) {
        self.observations = observations
        self.space = space
        let known = observations.levels(of: .dPrime)
        self.dPrime = dPrime ?? (known.count == 1 ? known[0] : nil)
        self.options = FitOptions(form: options.form, level: options.level, candidates: .required)
        taken = Set(observations.replicates.map(\.configuration))
    }

    /// The next suggestion; `nil` if nothing is left.
    mutating func next(_ goal: SuggestionGoal) throws(SuggestionError) -> Suggestion? {
        let law = law
        let offset: Double
        do throws(PredictionError) {
            offset = try law?.dPrimeOffset(dPrime) ?? 0
        } catch {
            throw .prediction(error)
        }
        guard let law, goal == .optimum else { return mostInformative(law, dPrimeOffset: offset) }
        func moments(_ place: Place) -> Moments {
            law.model.moments(
                law.model.scales.offsets(
                    layers: Double(space.layers.values[place.i]),
                    dim: Double(space.dim.values[place.j]),
                    dPrimeOffset: offset
                )
            )
        }
        var highestMean = -Double.infinity
        let found = best { place in
            let moments = moments(place)
            highestMean = max(highestMean, moments.value)
            return moments.value + moments.variance.squareRoot()
        }
        guard let found else { return nil }
        let isBest = moments(found).value >= highestMean
        return take(found, law, dPrimeOffset: offset, isBest ? .highestExpected : .mayBeBest)
    }

    /// The law so far; `nil` if the measurements do not determine one yet.
    private var law: FittedLaw? {
        do throws(FitError) {
            return try FittedLaw(fitting: observations, options: options)
        } catch {
            // Too few measurements are the very reason for suggestions: then the design alone decides.
            return nil
        }
    }

    private mutating func mostInformative(_ law: FittedLaw?, dPrimeOffset: Double) -> Suggestion? {
        let information = DOptimality(observations: observations, space: space)
        let found = best { information.gain(layers: space.layers.values[$0.i], dim: space.dim.values[$0.j]) }
        return found.flatMap { take($0, law, dPrimeOffset: dPrimeOffset, .mostInformative) }
    }

    /// Records the mean outcome at a place and makes the suggestion.
    private mutating func take(
        _ place: Place,
        _ law: FittedLaw?,
        dPrimeOffset: Double,
        _ reason: Suggestion.Reason
    ) -> Suggestion? {
        guard let cost = cost(place) else { return nil }
        let configuration = configuration(place)
        let prediction = law?.prediction(
            layers: Double(configuration.layers),
            dim: Double(configuration.dim),
            dPrimeOffset: dPrimeOffset,
            quantile: law?.quantiles.own ?? 0
        )
        taken.insert(configuration)
        observations = observations.adding(prediction?.value ?? observations.mean, at: configuration)
        return Suggestion(
            layers: configuration.layers,
            dim: configuration.dim,
            prediction: prediction,
            reason: reason,
            parameters: cost
        )
    }

    /// The free and affordable place with the highest score; of equal ones the first.
    private func best(_ score: (Place) -> Double) -> Place? {
        var best: (place: Place, score: Double)?
        func consider(_ rows: [Int], _ columns: [Int]) {
            for i in rows {
                for j in columns where isFree((i, j)) {
                    let own = score((i, j))
                    if own.isFinite, own > best?.score ?? -.infinity { best = ((i, j), own) }
                }
            }
        }
        let (rows, columns) = (coarse(space.layers.values.count), coarse(space.dim.values.count))
        consider(rows, columns)
        if let first = best?.place { consider(around(first.i, in: rows), around(first.j, in: columns)) }
        if best == nil, rows.count < space.layers.values.count || columns.count < space.dim.values.count {
            // A tight budget may leave no coarse level.
            let height = min(space.layers.values.count, Self.cornerLevels)
            let width = min(space.dim.values.count, Self.cornerLevels)
            consider(Array(0..<height), Array(0..<width))
        }
        return best?.place
    }

    private func coarse(_ count: Int) -> [Int] {
        guard count > Self.coarseLevels else { return Array(0..<count) }
        return (0..<Self.coarseLevels).map { $0 * (count - 1) / (Self.coarseLevels - 1) }
    }

    private func around(_ index: Int, in coarse: [Int]) -> [Int] {
        let low = coarse.last { $0 < index } ?? index
        let high = coarse.first { $0 > index } ?? index
        return Array(low...high)
    }

    private func isFree(_ place: Place) -> Bool {
        guard let cost = cost(place), cost <= space.maxParameters ?? .max else { return false }
        return !taken.contains(configuration(place))
    }

    private func cost(_ place: Place) -> Int? {
        space.architecture.parameters(
            layers: space.layers.values[place.i],
            dim: space.dim.values[place.j],
            items: space.items
        )
    }

    private func configuration(_ place: Place) -> Configuration {
        Configuration(layers: space.layers.values[place.i], dim: space.dim.values[place.j], validDPrime: dPrime)
    }
}
