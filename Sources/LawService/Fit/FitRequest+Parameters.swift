import LawFitting

extension FitRequest {
    static let formNames = ["auto"] + LawForm.allCases.map(\.rawValue)

    static func form(_ text: String) -> FitOptions.Form? {
        text == "auto" ? .auto : LawForm(rawValue: text).map(FitOptions.Form.named)
    }

    /// Reads the parameters of the query.
    mutating func readParameters(_ reader: inout ParameterReader) {
        if let text = reader.text("name") {
            if let fault = Name.fault(text) { reader.fault("?name", fault) }
            name = text
        }
        if let flag = reader.flag("replaceName") { replaceName = flag }
        dataset = reader.reference("dataset")
        dPrime = reader.number("dPrime", .positive)
        if dataset != nil, reader.text("dPrime") != nil {
            reader.fault("?dPrime", "cannot be combined with `dataset`; give one of them")
        }
        if let text = reader.text("form") {
            if let form = Self.form(text) {
                options.form = form
            } else {
                reader.fault("?form", UnknownName.message("form", text, among: Self.formNames))
            }
        }
        if let level = reader.number("level", .level) { options.level = level }
        if let text = reader.text("metrics") {
            let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            for name in names {
                if let fault = MetricName.fault(name) { reader.fault("?metrics", fault) }
            }
            metrics = names
        }
    }
}
