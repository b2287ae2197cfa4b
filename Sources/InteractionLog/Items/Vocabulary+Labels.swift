import JSONText

extension Vocabulary {
    /// Replaces `codes` with the codes of items given by their indices.
    func findCodes(of items: UnsafeBufferPointer<UInt32>, into codes: inout [UInt32]) {
        codes.removeAll(keepingCapacity: true)
        for index in items { codes.append(code(of: index)) }
    }

    /// A label as text.
    func label(of index: UInt32) -> String { label(code: code(of: index)) }

    /// The UTF-8 of a label.
    public func utf8(of index: UInt32) -> [UInt8] {
        var text: [UInt8] = []
        appendLabel(code: code(of: index), to: &text)
        return text
    }

    /// A label's finite numeric value; nil if it has none.
    func value(of index: UInt32) -> Double? { value(code: code(of: index)) }

    /// The label as an integer; nil if it is not one of at most 64 bits.
    func integer(code: UInt32) -> Int64? {
        switch LabelCode(code) {
        case .integer(let integer): Int64(integer)
        case .wideInteger(let index): wideIntegers[index]
        case .text: nil
        }
    }

    func value(code: UInt32) -> Double? {
        switch LabelCode(code) {
        case .integer(let integer): Double(integer)
        case .wideInteger(let index): Double(wideIntegers[index])
        case .text(let index): texts[index].value
        }
    }

    func label(code: UInt32) -> String {
        var text: [UInt8] = []
        appendLabel(code: code, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends a label's UTF-8.
    func appendLabel(code: UInt32, to text: inout [UInt8]) {
        switch LabelCode(code) {
        case .integer(let integer): DecimalDigits.append(Int64(integer), to: &text)
        case .wideInteger(let index): DecimalDigits.append(wideIntegers[index], to: &text)
        case .text(let index): text.append(contentsOf: characters[texts[index].range])
        }
    }
}
