/// The decoded query of a request. It keeps its faults until they can be reported together with those of the values.
struct QueryParameters {
    // A query has few parameters, so a linear search is faster than hashing. Every prediction pays for it.
    private var values: [(name: String, value: String)] = []
    /// Unknown names, repeated names and broken escapes.
    private(set) var faults = FaultList()

    init() {}

    /// Values by name, as the command line gives them.
    init(_ values: [String: String]) {
        self.values = values.map { ($0.key, $0.value) }
    }

    /// Decodes `name=value&…` as HTML forms write it (`+` is a space).
    ///
    /// Reading stops when the answer cannot list more faults, because this runs on an event loop.
    ///
    /// - Parameter known: the names that this resource takes. Any other name is a fault that suggests the nearest one.
    init(parsing query: String?, known: [String]) {
        guard let query else { return }
        var rest = query[...]
        while !rest.isEmpty, !faults.isFull {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex
            if end > rest.startIndex { add(rest[..<end], known) }
            rest = end < rest.endIndex ? rest[rest.utf8.index(after: end)...] : ""
        }
    }

    subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

    private mutating func add(_ pair: Substring, _ known: [String]) {
        let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
        let raw = equals < pair.endIndex ? pair[pair.utf8.index(after: equals)...] : ""
        guard let name = PercentCoding.decode(pair[..<equals]), let value = PercentCoding.decode(raw) else {
            faults.append(
                "?\(pair[..<equals].prefix(40))",
                "`%` must be followed by two hexadecimal digits, and the decoded text must be UTF-8"
            )
            return
        }
        guard known.contains(name) else {
            faults.append("?\(name.prefix(40))", UnknownName.message("parameter", name, among: known))
            return
        }
        guard self[name] == nil else {
            faults.append("?\(name)", "is given more than once")
            return
        }
        values.append((name, value))
    }
}
