/// The fields of a message in their order. Repeated fields are kept (RFC 9110 §5.2, §5.3).
///
/// Received fields share the bytes of the request head. A `String` is made only for a value that is read. Appended fields are kept as they are
/// sent, `Name: value` with CR LF, so that an answer is one copy.
public struct HTTPFields: Sendable {
    /// The positions of one field's name and value in `bytes`.
    struct Entry: Sendable {
        var name: Range<Int>
        var value: Range<Int>
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
        entries(named: name).map(text)
    }

    /// The value of the only field with that name; nil if there is none or more than one.
    public func only(_ name: HTTPFieldName) -> String? {
        onlyEntry(name).map(text)
    }

    /// Calls the body with the bytes of the only field with that name; nil if there is none or more than one.
    public func withOnly<Result>(_ name: HTTPFieldName, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        onlyEntry(name).map { entry in
            bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[entry.value])) }
        }
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
        if entries.isEmpty {
            // Room for the fields of most answers, so that they do not grow step by step.
            bytes.reserveCapacity(640)
            entries.reserveCapacity(12)
        }
        if name.isFraming { isSendable = false }
        let nameStart = bytes.count
        bytes.append(name.spelling)
        let nameEnd = bytes.count
        bytes.append(": ")
        let valueStart = bytes.count
        bytes.append(value.text)
        entries.append(Entry(name: nameStart..<nameEnd, value: valueStart..<bytes.count))
        bytes.append("\r\n")
    }

    /// Appends all fields of a message that is to be sent.
    public mutating func append(contentsOf others: HTTPFields) {
        isSendable = isSendable && others.isSendable
        let start = bytes.count
        bytes.append(contentsOf: others.bytes)
        for entry in others.entries {
            entries.append(
                Entry(
                    name: (entry.name.lowerBound + start)..<(entry.name.upperBound + start),
                    value: (entry.value.lowerBound + start)..<(entry.value.upperBound + start)
                )
            )
        }
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

    private func entries(named name: HTTPFieldName) -> [Entry] {
        entries.filter { matches($0, name) }
    }

    private func matches(_ entry: Entry, _ name: HTTPFieldName) -> Bool {
        guard entry.name.count == name.spelling.utf8.count else { return false }
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
