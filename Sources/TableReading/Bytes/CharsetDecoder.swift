/// Turns text of any charset into UTF-8, from slices that are cut anywhere.
///
/// A byte order mark at the beginning decides the charset, unless the caller names one, and is removed. Code units that
/// are no character become the byte FF, which is never part of UTF-8: a cell that contains one is a fault, and two
/// different damaged labels never become the same label silently.
struct CharsetDecoder: Sendable {
    private(set) var charset: Charset
    /// The first bytes, until they show whether they are a byte order mark.
    private var head: [UInt8]? = []
    private let isNamed: Bool
    /// The first byte of a code unit of two.
    private var firstByte: UInt8?
    private var highSurrogate: UInt16?
    private var text: [UInt8] = []

    /// - Parameter named: The charset that the caller demands; nil to let the mark decide.
    init(named: Charset? = nil) {
        charset = named ?? .utf8
        isNamed = named != nil
    }

    /// Decodes a slice. `body` receives the text in pieces that are valid during its call only.
    mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>, to body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard var first = head else { return decodeText(bytes, to: body) }
        let rest = bytes.dropFirst(min(bytes.count, 3 - first.count))
        first += bytes.prefix(bytes.count - rest.count)
        head = first
        guard first.count == 3 else { return }
        decodeHead(to: body)
        decodeText(UnsafeBufferPointer(rebasing: rest), to: body)
    }

    mutating func finish(to body: (UnsafeBufferPointer<UInt8>) -> Void) {
        decodeHead(to: body)
        guard firstByte != nil || highSurrogate != nil else { return }
        firstByte = nil
        highSurrogate = nil
        [0xFF].withUnsafeBufferPointer(body)
    }

    private mutating func decodeHead(to body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard let first = head else { return }
        head = nil
        if !isNamed, let marked = Charset.marked(first) { charset = marked }
        let mark = charset.mark
        let text = !mark.isEmpty && first.starts(with: mark) ? Array(first.dropFirst(mark.count)) : first
        text.withUnsafeBufferPointer { decodeText($0, to: body) }
    }

    private mutating func decodeText(_ bytes: UnsafeBufferPointer<UInt8>, to body: (UnsafeBufferPointer<UInt8>) -> Void)
    {
        guard !bytes.isEmpty else { return }
        if charset == .utf8 { return body(bytes) }
        text.removeAll(keepingCapacity: true)
        switch charset {
        case .utf8: break
        case .latin1: for byte in bytes { append(Unicode.Scalar(byte)) }
        case .windows1252: for byte in bytes { append(Self.windows1252(byte)) }
        case .utf16LittleEndian, .utf16BigEndian: decodeUnits(bytes)
        }
        text.withUnsafeBufferPointer(body)
    }

    private mutating func decodeUnits(_ bytes: UnsafeBufferPointer<UInt8>) {
        let isLittle = charset == .utf16LittleEndian
        for byte in bytes {
            guard let first = firstByte else {
                firstByte = byte
                continue
            }
            firstByte = nil
            let unit = isLittle ? UInt16(first) | (UInt16(byte) << 8) : UInt16(byte) | (UInt16(first) << 8)
            if let high = highSurrogate {
                highSurrogate = nil
                if 0xDC00...0xDFFF ~= unit {
                    let value = 0x10000 + ((UInt32(high) - 0xD800) << 10) + (UInt32(unit) - 0xDC00)
                    append(Unicode.Scalar(value))
                    continue
                }
                text.append(0xFF)
            }
            if 0xD800...0xDBFF ~= unit { highSurrogate = unit } else { append(Unicode.Scalar(unit)) }
        }
    }

    /// Appends a character, or the byte FF for half of a surrogate pair.
    private mutating func append(_ scalar: Unicode.Scalar?) {
        guard let scalar else { return text.append(0xFF) }
        if scalar.value < 0x80 { return text.append(UInt8(scalar.value)) }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// By the WHATWG table, in which the five unassigned bytes stand for themselves.
    private static func windows1252(_ byte: UInt8) -> Unicode.Scalar? {
        guard 0x80...0x9F ~= byte else { return Unicode.Scalar(byte) }
        return Unicode.Scalar(upperHalf[Int(byte) - 0x80])
    }

    private static let upperHalf: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
        0x9D,
        0x017E, 0x0178,
    ]
}
