import JSONText

/// The kinds of answers that the command line shows.
public enum AnswerKind: Sendable {
    case dataset, datasetList, law, lawList, prediction, optimum, surface, suggestions, comparison, preview, named
}

/// Shows answers of the service to people. It reads the JSON only, so the same answer looks the same wherever it comes from.
public enum AnswerText {
    /// - Parameter width: the columns of the terminal; `nil` where lines may be of any length. Only values that are shown as
    ///   examples are cut.
    /// - Throws: if the bytes are no answer of this kind.
    public static func text(_ kind: AnswerKind, _ json: [UInt8], width: Int? = nil) throws(Unreadable) -> String {
        let answer = try AnswerValue(reading: json, kind.members)
        let lines: [String] =
            switch kind {
            case .dataset: DatasetTable.lines(answer)
            case .datasetList: EntryTable.datasets(answer)
            case .law: LawTable.lines(answer)
            case .lawList: EntryTable.laws(answer)
            case .prediction: PredictionTable.lines(answer)
            case .optimum: OptimalTable.lines(answer)
            case .surface: SurfaceTable.lines(answer)
            case .suggestions: SuggestionTable.lines(answer)
            case .comparison: ComparisonTable.lines(answer)
            case .preview: PreviewTable.lines(answer, width: width)
            case .named: ["named"]
            }
        return lines.joined(separator: "\n") + "\n"
    }

    /// - Throws: if the bytes are no answer of this kind.
    public static func check(_ kind: AnswerKind, _ json: [UInt8]) throws(Unreadable) {
        _ = try AnswerValue(reading: json, kind.members)
    }

    /// What came is no answer of this service.
    public struct Unreadable: Error {
        public init() {}
    }
}

extension AnswerValue {
    init(reading json: [UInt8], _ members: AnswerMembers) throws(AnswerText.Unreadable) {
        // A surface has three numbers for each of 10,000 points, and a long list has more.
        let value: JSONValue
        do {
            value = try JSONValue.parse(json, limits: JSONLimits(nodes: 1 << 23))
        } catch {
            throw AnswerText.Unreadable()
        }
        guard case .object = value else { throw AnswerText.Unreadable() }
        self.init(value)
        guard members.areComplete(in: self) else { throw AnswerText.Unreadable() }
    }
}

extension Readable {
    /// One paragraph for each warning of an answer, with the options of the command line.
    static func warnings(_ warnings: AnswerValue, where isShown: (AnswerValue) -> Bool = { _ in true }) -> [String] {
        warnings.elements.filter(isShown).map {
            "\nwarning (\($0["code"].word)): \(OptionNames.rewrite($0["message"].text ?? ""))"
        }
    }
}
