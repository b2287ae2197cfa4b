import JSONText

/// Selects the law that answers a question, the metric, and the data that the question is about.
struct LawSelector: Sendable {
    static let names = ["law", "metric", "dPrime", "dataset"]

    /// An id or name; `nil` for the newest law.
    let law: String?
    let metric: String?
    let data: DataSelector
    /// What stands before a name in the place of a fault: `?` for a query, `/` for the members of a body.
    private let placePrefix: String

    /// The data that a question is about. A D′ and a dataset exclude each other.
    enum DataSelector: Sendable {
        case unnamed
        case dPrime(Double)
        /// An id or name of a stored dataset.
        case dataset(String)
    }

    private init(law: String?, metric: String?, data: DataSelector, placePrefix: String) {
        self.law = law
        self.metric = metric
        self.data = data
        self.placePrefix = placePrefix
    }

    /// The same selection of a law at another D′.
    ///
    /// - Parameter place: where the request gives that one.
    func at(dPrime: Double, _ place: String) -> LawSelector {
        LawSelector(law: law, metric: metric, data: .dPrime(dPrime), placePrefix: place)
    }

    /// Where the request gives a value, for the places of an answer.
    func place(_ name: String) -> String { placePrefix + name }

    /// The members of a JSON body.
    init(_ members: JSONMembers) {
        placePrefix = "/"
        func reference(_ name: String) -> String? {
            guard let cursor = members.optional(name), let text = cursor.string() else { return nil }
            if text.isEmpty { cursor.report("is empty; leave it out or name one") }
            return text
        }
        law = reference("law")
        metric = reference("metric")
        let dPrime = members.optional("dPrime")?
            .number(NumberBound.positive.description, where: NumberBound.positive.allows)
        if let reference = reference("dataset") {
            if let cursor = members.optional("dPrime") {
                cursor.report("cannot be combined with `dataset`; give one of them")
            }
            data = .dataset(reference)
        } else {
            data = dPrime.map(DataSelector.dPrime) ?? .unnamed
        }
    }

    init(_ reader: inout ParameterReader) {
        placePrefix = "?"
        law = reader.reference("law")
        metric = reader.reference("metric")
        let dPrime = reader.amount("dPrime")
        if let reference = reader.reference("dataset") {
            if reader.text("dPrime") != nil {
                reader.conflict("?dataset", "cannot be combined with `dPrime`; give one of them")
            }
            data = .dataset(reference)
        } else {
            data = dPrime.map(DataSelector.dPrime) ?? .unnamed
        }
    }
}
