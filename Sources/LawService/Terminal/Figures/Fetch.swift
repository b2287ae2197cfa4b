/// Asks the service a question: the segments of a path and the query, both not encoded. It returns the body of the answer.
public typealias Fetch = (_ path: [String], _ query: [String: String]) throws -> [UInt8]

/// The law, the metric and the data that a figure shows.
public struct FigureSubject: Sendable {
    /// An id or name.
    public var law: String
    /// `nil` for the first by name.
    public var metric: String?
    /// A D′ or a dataset by its parameter, or nothing.
    public var data: [String: String]
    /// The level of the intervals.
    public var level: String?

    public init(law: String, metric: String? = nil, data: [String: String] = [:], level: String? = nil) {
        self.law = law
        self.metric = metric
        self.data = data
        self.level = level
    }
}

/// What every figure of a law needs to know first.
struct FigureLaw {
    let id: String
    let name: String?
    let metric: String
    let form: String
    let layers: ClosedRange<Int>
    let dim: ClosedRange<Int>
    /// The peak of the fitted curve, in real numbers.
    let optimum: (layers: Double, dim: Double)
    let experiments: [Experiment]
    /// The query parameters of the subject, with a D′ where the law needs one and the subject has none.
    let query: [String: String]

    struct Experiment {
        let layers: Int
        let dim: Int
        let dPrime: Double?
        let value: Double
    }

    /// Why a figure cannot be drawn.
    enum Fault: Error {
        case noMetric(String)
        case noDomain
    }

    init(_ subject: FigureSubject, _ fetch: Fetch) throws {
        let law = try AnswerValue(reading: fetch(["laws", subject.law], [:]), AnswerKind.law.members)
        let metrics = law["metrics"].members
        guard let chosen = metrics.first(where: { $0.key == subject.metric ?? $0.key }) else {
            throw subject.metric.map(Fault.noMetric) ?? .noDomain
        }
        guard let layers = Self.range(law["domain"]["layers"]), let dim = Self.range(law["domain"]["dim"]),
            let id = law["law"].rawText
        else { throw Fault.noDomain }
        self.id = id
        name = law["name"].rawText
        metric = chosen.key
        form = chosen.value["form"].word
        self.layers = layers
        self.dim = dim
        let optimum = chosen.value["optimum"]
        self.optimum = (
            optimum["layers"].number ?? Double(layers.upperBound), optimum["dim"].number ?? Double(dim.upperBound)
        )
        let all = try AnswerValue(reading: fetch(["laws", id, "experiments"], [:]), .experiments)
        experiments = all["experiments"].elements.compactMap { experiment in
            guard let layers = experiment["layers"].integer, let dim = experiment["dim"].integer,
                let value = experiment[chosen.key].number
            else { return nil }
            return Experiment(layers: layers, dim: dim, dPrime: experiment["dPrime"].number, value: value)
        }
        var query = subject.data.merging(["law": id, "metric": chosen.key]) { $1 }
        query["level"] = subject.level
        if law["domain"]["dPrime"].exists, subject.data.isEmpty,
            let dPrime = Self.commonest(experiments.compactMap(\.dPrime))
        {
            query["dPrime"] = "\(dPrime)"
        }
        self.query = query
    }

    /// The experiments on the data of the figure.
    func experiments(at dPrime: Double?) -> [Experiment] {
        let several = Set(experiments.map(\.dPrime)).count > 1
        return several ? experiments.filter { $0.dPrime == dPrime } : experiments
    }

    /// The title: the law by its name if it has one.
    var title: String { name ?? id }

    private static func range(_ value: AnswerValue) -> ClosedRange<Int>? {
        guard let low = value[0].integer, let high = value[1].integer, 1 <= low, low <= high, high <= 1 << 40 else {
            return nil
        }
        return low...high
    }

    /// The value that occurs most often; of several, the largest.
    private static func commonest(_ values: [Double]) -> Double? {
        var counts: [Double: Int] = [:]
        for value in values { counts[value, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    }
}
