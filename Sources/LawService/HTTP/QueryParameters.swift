/// The query of a request, decoded. What is wrong with it is kept, to be reported together with faulty values.
struct QueryParameters {
    private var values: [String: String] = [:]
    /// Names that are unknown or given twice, and escapes that are broken.
    private(set) var faults = FaultList()

    init() {}

    /// Values by name, as the command line gives them.
    init(_ values: [String: String]) {
        self.values = values
    }

    /// Decodes `name=value&…` as HTML forms write it (`+` is a space).
    ///
    /// - Parameter known: the names this resource takes; any other is a fault with the nearest of them.
    init(parsing query: String?, known: [String]) {
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decode(parts[0]),
                let value = PercentCoding.decode(parts.count > 1 ? parts[1] : "")
            else {
                faults.append(
                    "?\(parts[0].prefix(40))",
                    "`%` must begin two hexadecimal digits, and the result must be UTF-8"
                )
                continue
            }
            guard known.contains(name) else {
                faults.append("?\(name.prefix(40))", UnknownName.message("parameter", name, among: known))
                continue
            }
            guard values.updateValue(value, forKey: name) == nil else {
                faults.append("?\(name)", "is given twice")
                continue
            }
        }
    }

    subscript(_ name: String) -> String? { values[name] }
}
