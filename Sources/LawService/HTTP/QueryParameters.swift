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
        guard var query else { return }
        query.withUTF8 { bytes in
            var begin = 0
            while begin < bytes.count, !faults.isFull {
                let end = bytes[begin...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
                if end > begin { add(UnsafeBufferPointer(rebasing: bytes[begin..<end]), known) }
                begin = end + 1
            }
        }
    }

    subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

    private mutating func add(_ pair: UnsafeBufferPointer<UInt8>, _ known: [String]) {
        let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
        let rawName = UnsafeBufferPointer(rebasing: pair[..<equals])
        let rawValue = UnsafeBufferPointer(rebasing: pair[min(equals + 1, pair.count)...])
        guard let name = PercentCoding.decode(rawName), let value = PercentCoding.decode(rawValue) else {
            faults.append(
                "?\(String(decoding: rawName, as: UTF8.self).prefix(40))",
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
