/// Selects the law that answers a question, the metric, and the data that the question is about.
struct LawSelector: Sendable {
    static let names = ["law", "metric", "dPrime", "dataset"]

    /// An id or name; `nil` for the newest law.
    let law: String?
    let metric: String?
    let data: DataSelector

    /// The data that a question is about. A D′ and a dataset exclude each other.
    enum DataSelector: Sendable {
        case unnamed
        case dPrime(Double)
        /// An id or name of a stored dataset.
        case dataset(String)
    }

    init(_ reader: inout ParameterReader) {
        law = reader.reference("law")
        metric = reader.reference("metric")
        let dPrime = reader.number("dPrime", .positive)
        if let reference = reader.reference("dataset") {
            if reader.text("dPrime") != nil {
                reader.fault("?dataset", "cannot be combined with `dPrime`; give one of them")
            }
            data = .dataset(reference)
        } else {
            data = dPrime.map(DataSelector.dPrime) ?? .unnamed
        }
    }
}
