/// The fields of a message in their order. Repeated fields are kept (RFC 9110 §5.2, §5.3).
///
/// Received fields share the bytes of the request head. A `String` is made only for a value that is read. Appended fields are kept as they are
/// sent, `Name: value` with CR LF, so that an answer is one copy.
public struct HTTPFields: Sendable {
    /// The positions of one field's name and value in `bytes`.
    struct Entry: Sendable {
        let name: Range<Int>
        let value: Range<Int>
        /// That of the name.
        let digest: HTTPFieldName.Digest

        func shifted(by offset: Int) -> Entry {
            Entry(
                name: (name.lowerBound + offset)..<(name.upperBound + offset),
                value: (value.lowerBound + offset)..<(value.upperBound + offset),
                digest: digest
            )
        }
    }

    private(set) var bytes: [UInt8]
    private(set) var entries: [Entry]
    /// Whether `bytes` can be sent as they are.
    private(set) var isSendable: Bool

    public init() {
        bytes = []
        entries = []
        isSendable = true
    }

    /// - Precondition: the entries lie within `bytes`, names are tokens, and values contain field content only.
    init(bytes: [UInt8], entries: [Entry]) {
        self.bytes = bytes
        self.entries = entries
        isSendable = false
    }

    /// The number of field lines.
    public var count: Int { entries.count }

    /// The values of all fields with that name, in order. U+FFFD replaces bytes that are not UTF-8.
    public subscript(_ name: HTTPFieldName) -> [String] {
        // Most requests lack most fields.
        contains(name) ? entries.filter { matches($0, name) }.map(text) : []
    }

    /// The value of the only field with that name; nil if there is none or more than one.
    public func only(_ name: HTTPFieldName) -> String? {
        onlyEntry(name).map(text)
    }

    /// Whether there is one field with that name, and its value consists of bytes for which `isMet` is true.
    public func hasOnly(_ name: HTTPFieldName, where isMet: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        guard let entry = onlyEntry(name) else { return false }
        return bytes.withUnsafeBufferPointer { isMet(UnsafeBufferPointer(rebasing: $0[entry.value])) }
    }

    private func onlyEntry(_ name: HTTPFieldName) -> Entry? {
        var found: Entry?
        for entry in entries where matches(entry, name) {
            if found != nil { return nil }
            found = entry
        }
        return found
    }

    public func contains(_ name: HTTPFieldName) -> Bool {
        entries.contains { matches($0, name) }
    }

    public mutating func append(_ name: HTTPFieldName, _ value: HTTPFieldValue) {
        // A short text has no place in memory until it is copied there.
        var text = value.text
        text.withUTF8 { append(name, written: $0) }
    }

    /// Appends a field whose value the program has written.
    ///
    /// - Precondition: the value is one that `HTTPFieldValue` accepts. Only debug builds check it.
    public mutating func append(_ name: HTTPFieldName, written value: UnsafeBufferPointer<UInt8>) {
        assert(HTTPFieldValue.isValid(value), "not a field value: \(String(decoding: value, as: UTF8.self))")
        if entries.isEmpty { makeRoom() }
        if name.isFraming { isSendable = false }
        let nameStart = bytes.count
        bytes.append(contentsOf: name.line)
        let valueStart = bytes.count
        bytes.append(contentsOf: value)
        let nameEnd = valueStart - HTTPFieldName.separator.utf8CodeUnitCount
        entries.append(Entry(name: nameStart..<nameEnd, value: valueStart..<bytes.count, digest: name.digest))
        bytes.append("\r\n")
    }

    /// Room for the fields of most answers, so that they do not grow step by step.
    public mutating func makeRoom() {
        bytes.reserveCapacity(640)
        entries.reserveCapacity(12)
    }

    /// Appends all fields of a message that is to be sent.
    public mutating func append(contentsOf others: HTTPFields) {
        isSendable = isSendable && others.isSendable
        let start = bytes.count
        bytes.append(contentsOf: others.bytes)
        for entry in others.entries { entries.append(entry.shifted(by: start)) }
    }

    /// Replaces all fields with that name by a single one.
    public mutating func set(_ name: HTTPFieldName, _ value: HTTPFieldValue) {
        let others = entries.filter { !matches($0, name) }
        if others.count < entries.count { isSendable = false }
        entries = others
        append(name, value)
    }

    /// Calls `visit` with the bytes of each name and value, in order.
    func visitLines(_ visit: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { all in
            for entry in entries { visit(all.slice(entry.name), all.slice(entry.value)) }
        }
    }

    private func matches(_ entry: Entry, _ name: HTTPFieldName) -> Bool {
        guard entry.digest == name.digest else { return false }
        return bytes.withUnsafeBytes { name.matches($0.slice(entry.name)) }
    }

    private func text(of entry: Entry) -> String {
        String(decoding: bytes[entry.value], as: UTF8.self)
    }
}

extension HTTPFields: Equatable {
    /// Equal fields have the same names, regardless of case, and the same values in the same order.
    public static func == (left: HTTPFields, right: HTTPFields) -> Bool {
        left.lines.elementsEqual(right.lines, by: ==)
    }

    /// The names in lower case and the values, in order.
    package var lines: [(String, String)] {
        entries.map { (String(decoding: bytes[$0.name], as: UTF8.self).lowercased(), text(of: $0)) }
    }
}
