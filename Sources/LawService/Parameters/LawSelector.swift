/// Which law is asked, and about which data and metric.
struct LawSelector: Sendable {
    static let names = ["law", "metric", "dPrime", "dataset"]

    /// An id or name; `nil` for the newest law.
    let law: String?
    let metric: String?
    let data: Data

    /// The data a question is about: a D′ and a dataset exclude each other.
    enum Data: Sendable {
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
            if reader.text("dPrime") != nil { reader.fault("?dataset", "excludes `dPrime`; give one of them") }
            data = .dataset(reference)
        } else {
            data = dPrime.map(Data.dPrime) ?? .unnamed
        }
    }
}
