import LawFitting

/// The search space and the budgets that `/optimal` and `/laws/{id}/suggestions` share.
struct SearchQuery: Sendable {
    static let names = [
        "layers", "dim", "dimMultiple", "maxParameters", "maxTrainingFlops", "tokens", "maxEmbeddingBytes",
        "bytesPerWeight", "softmax", "architecture", "items",
    ]

    /// How the output layer is trained.
    enum Softmax: String, CaseIterable {
        /// On sampled items: the embedding table is looked up, and multiplies nothing.
        case sampled
        /// On all items: the embedding table is multiplied, and counts in training operations.
        case full
    }

    /// `nil` for the law's domain widened to twice its upper end.
    let layers: [Int]?
    let dim: [Int]?
    let dimMultiple: Int
    let maxParameters: Int?
    /// The limit of 6 · parameters · tokens. The embedding table counts only with a full softmax.
    let maxTrainingFlops: Double?
    /// Training tokens; `nil` for those of the law's dataset.
    let tokens: Double?
    /// The limit for the embedding table alone.
    let maxEmbeddingBytes: Double?
    let bytesPerWeight: Double
    let softmax: Softmax
    let architecture: Architecture
    /// `nil` for the item count of the law's dataset, else 0.
    let items: Int?

    init(_ reader: inout ParameterReader) {
        layers = reader.axis("layers")
        dim = reader.axis("dim")
        dimMultiple = reader.wholeNumber("dimMultiple", in: 1...ParameterReader.largestSize) ?? 1
        maxParameters = reader.wholeNumber("maxParameters", in: 1...Int.max)
        maxTrainingFlops = reader.amount("maxTrainingFlops")
        tokens = reader.amount("tokens")
        maxEmbeddingBytes = reader.bytes("maxEmbeddingBytes")
        bytesPerWeight = reader.number("bytesPerWeight", .positive) ?? 4
        softmax = reader.choice("softmax", of: Softmax.self) ?? .sampled
        architecture = reader.choice("architecture", of: Architecture.self) ?? .sasrec
        items = reader.wholeNumber("items", in: 0...Int.max)
    }

    /// The configurations to choose from.
    ///
    /// - Throws: 422 for a space that is empty or too large, or for a budget without `tokens` or `items`.
    func space(_ domain: LawDomain, dataset: LawRecord.Dataset?) throws(Problem) -> SearchSpace {
        let items = items ?? dataset?.items ?? 0
        let budgets = try budgets(items: items, dataset: dataset)
        do throws(SearchSpaceError) {
            return try SearchSpace(
                layers: levels(domain),
                dim: dims(domain),
                architecture: architecture,
                items: items,
                budgets: budgets
            )
        } catch {
            throw Problem(error)
        }
    }

    private func budgets(items: Int, dataset: LawRecord.Dataset?) throws(Problem) -> [Budget] {
        var budgets: [Budget] = []
        if let maxParameters { budgets.append(.parameters(maxParameters)) }
        if let maxTrainingFlops {
            guard let tokens = trainingTokens(dataset) else {
                throw Self.missing(
                    "tokens",
                    "is required with `maxTrainingFlops`: a run takes 6 · parameters · tokens operations"
                )
            }
            budgets.append(.trainingFLOPs(maxTrainingFlops, tokens: tokens, hasFullSoftmax: softmax == .full))
        }
        if let maxEmbeddingBytes {
            guard items > 0 else {
                throw Self.missing("items", "is required with `maxEmbeddingBytes`: the table has items · dim weights")
            }
            budgets.append(.embeddingBytes(maxEmbeddingBytes, bytesPerNumber: bytesPerWeight))
        }
        return budgets
    }

    /// The tokens of a training run; `nil` if they are not known.
    func trainingTokens(_ dataset: LawRecord.Dataset?) -> Double? {
        let tokens = tokens ?? dataset.map { Double($0.tokens) }
        return tokens.flatMap { $0 > 0 ? $0 : nil }
    }

    private func levels(_ domain: LawDomain) throws(SearchSpaceError) -> SearchLevels {
        guard let layers else { return try .around(domain.layers) }
        return try SearchLevels(layers)
    }

    private func dims(_ domain: LawDomain) throws(SearchSpaceError) -> SearchLevels {
        guard let dim else { return try .around(domain.dim, multipleOf: dimMultiple) }
        let multiples = dim.filter { $0.isMultiple(of: dimMultiple) }
        if multiples.isEmpty, let least = dim.first, let most = dim.last {
            throw .noMultiple(least...most, of: dimMultiple)
        }
        return try SearchLevels(multiples)
    }

    private static func missing(_ name: String, _ detail: String) -> Problem {
        Problem(.unsatisfiable, "`\(name)` \(detail)", errors: [ProblemPlace(pointer: "?\(name)", detail: detail)])
    }
}
