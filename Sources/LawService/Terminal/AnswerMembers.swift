import JSONText

/// The members without which an answer is none of this service: those that a reader looks for. A later version may leave out others.
///
/// A path leads through objects; `*` stands for each member or element.
struct AnswerMembers: ExpressibleByDictionaryLiteral {
    enum Shape {
        case text, number, list, object
    }

    private let members: [(path: [Substring], shape: Shape)]

    init(dictionaryLiteral members: (String, Shape)...) {
        self.members = members.map { ($0.0.split(separator: "."), $0.1) }
    }

    /// Whether an answer has all of them.
    func areComplete(in answer: AnswerValue) -> Bool {
        members.allSatisfy { Self.isPresent($0.path[...], $0.shape, in: answer) }
    }

    private static func isPresent(_ path: ArraySlice<Substring>, _ shape: Shape, in value: AnswerValue) -> Bool {
        guard let name = path.first else { return value.has(shape) }
        let rest = path.dropFirst()
        guard name == "*" else { return isPresent(rest, shape, in: value[String(name)]) }
        return (value.elements + value.members.map(\.value)).allSatisfy { isPresent(rest, shape, in: $0) }
    }
}

extension AnswerMembers {
    /// The runs of a law.
    static let experiments: AnswerMembers = ["experiments": .list]
}

extension AnswerKind {
    var members: AnswerMembers {
        switch self {
        case .dataset: ["dataset": .text, "users": .number, "items": .number, "tokens": .number, "measures": .object]
        case .datasetList: ["datasets": .list, "datasets.*.dataset": .text]
        case .law:
            [
                "law": .text, "experiments": .number, "metrics": .object, "metrics.*.form": .text,
                "metrics.*.optimum": .object, "metrics.*.candidates": .list,
            ]
        case .lawList: ["laws": .list, "laws.*.law": .text]
        case .prediction:
            [
                "law": .text, "layers": .number, "dim": .number, "predictions": .object,
                "predictions.*.value": .number,
            ]
        case .optimum:
            [
                "law": .text, "metric": .text, "best.layers": .number, "best.dim": .number, "best.value": .number,
                "cheapest.layers": .number, "cheapest.dim": .number, "cheapest.value": .number, "frontier": .list,
            ]
        case .surface: ["law": .text, "metric": .text, "layers": .list, "dim": .list, "value": .list]
        case .suggestions:
            [
                "law": .text, "metric": .text, "suggestions": .list, "suggestions.*.layers": .number,
                "suggestions.*.dim": .number,
            ]
        case .comparison: ["metric": .text, "laws": .list, "laws.*.law": .text, "laws.*.optimum": .object]
        case .preview: ["as": .text, "columns": .list, "questions": .list]
        case .named: ["id": .text, "names": .list]
        }
    }
}

extension AnswerValue {
    fileprivate func has(_ shape: AnswerMembers.Shape) -> Bool {
        switch value {
        case .string: shape == .text
        case .number: shape == .number
        case .array: shape == .list
        case .object: shape == .object
        case .bool, .null, nil: false
        }
    }
}
