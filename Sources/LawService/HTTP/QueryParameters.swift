/// The query of a request, decoded. What is wrong with it is kept, to be reported together with faulty values.
struct QueryParameters {
    // A handful at most: looking through them beats hashing, on the path of every prediction.
    private var values: [(name: String, value: String)] = []
    /// Names that are unknown or given twice, and escapes that are broken.
    private(set) var faults = FaultList()

    init() {}

    /// Values by name, as the command line gives them.
    init(_ values: [String: String]) {
        self.values = values.map { ($0.key, $0.value) }
    }

    /// Decodes `name=value&…` as HTML forms write it (`+` is a space).
    ///
    /// - Parameter known: the names this resource takes; any other is a fault with the nearest of them.
    init(parsing query: String?, known: [String]) {
        guard let query else { return }
        var rest = query[...]
        while !rest.isEmpty {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex
            if end > rest.startIndex { take(rest[..<end], known) }
            rest = end < rest.endIndex ? rest[rest.utf8.index(after: end)...] : ""
        }
    }

    subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

    private mutating func take(_ pair: Substring, _ known: [String]) {
        let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
        let raw = equals < pair.endIndex ? pair[pair.utf8.index(after: equals)...] : ""
        guard let name = PercentCoding.decode(pair[..<equals]), let value = PercentCoding.decode(raw) else {
            faults.append(
                "?\(pair[..<equals].prefix(40))",
                "`%` must begin two hexadecimal digits, and the result must be UTF-8"
            )
            return
        }
        guard known.contains(name) else {
            faults.append("?\(name.prefix(40))", UnknownName.message("parameter", name, among: known))
            return
        }
        guard self[name] == nil else {
            faults.append("?\(name)", "is given twice")
            return
        }
        values.append((name, value))
    }
}
