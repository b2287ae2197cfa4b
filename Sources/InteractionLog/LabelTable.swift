import CXXHash

/// The items of a log: each distinct label has a number, from 0 in order of first appearance.
public typealias ItemTable = LabelTable

/// Numbers labels by first appearance. What makes two labels equal is told in `LabelText`.
///
/// Small integers are looked up in an array, other labels by hash; labels are compared, so the numbering is exact. At
/// most 2^32 − 1 labels fit, which is far beyond any memory that a log is read with.
public struct LabelTable: Sendable {
    private struct Text: Sendable {
        let offset: Int
        let length: Int
        let value: Double?
    }

    /// Integers below this may be looked up in `direct`, which then takes at most 16 MiB.
    private static let directLimit = 1 << 22

    /// Of each number: its label, or where that is.
    ///
    /// An integer of up to seven digits is its digits and 0xFF in the order of their bytes, from the lowest on, which
    /// spares the fingerprint the making of digits for every token. Else the highest byte is a tag and the others are
    /// an index: 1 for `wideIntegers`, 2 for `texts`.
    private var entries: [UInt64] = []
    private var wideIntegers: [Int64] = []
    private var texts: [Text] = []
    private var characters: [UInt8] = []
    /// Number + 1 of each small integer; 0 for none.
    private var direct: [UInt32] = []
    private var integerIndex = NumberIndex()
    private var textIndex = NumberIndex()
    /// Unknown to clients, who could otherwise choose labels that all meet in one slot.
    private let seed = UInt64.random(in: .min ... .max) | 1

    /// Shared, so that it costs nothing to put it where a table has been taken away.
    static let empty = LabelTable()

    public init() {}

    /// How many labels there are.
    public var count: Int { entries.count }

    /// Memory in bytes.
    public var bytes: Int {
        (entries.capacity + wideIntegers.capacity) * 8 + texts.capacity * MemoryLayout<Text>.stride
            + characters.capacity
            + direct.capacity * 4 + integerIndex.bytes + textIndex.bytes
    }

    /// The label where it is an integer of at most 64 bits.
    public func integer(of number: UInt32) -> Int64? {
        let entry = entries[Int(number)]
        switch Self.tag(entry) {
        case .text: return nil
        case .wideInteger: return wideIntegers[Self.index(entry)]
        case .digits: return Int64(Self.digits(entry))
        }
    }

    /// The label's finite numeric value, nil where it has none.
    public func value(of number: UInt32) -> Double? {
        let entry = entries[Int(number)]
        switch Self.tag(entry) {
        case .text: return texts[Self.index(entry)].value
        case .wideInteger: return Double(wideIntegers[Self.index(entry)])
        case .digits: return Double(Self.digits(entry))
        }
    }

    public func label(of number: UInt32) -> String {
        var text: [UInt8] = []
        appendLabel(of: number, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the label's UTF-8.
    public func appendLabel(of number: UInt32, to text: inout [UInt8]) {
        if let integer = integer(of: number) {
            Self.append(integer, to: &text)
        } else {
            let entry = texts[Self.index(entries[Int(number)])]
            text.append(contentsOf: characters[entry.offset..<entry.offset + entry.length])
        }
    }

    /// Replaces `text` by the labels of a sequence in UTF-8, each followed by 0xFF, which is no part of UTF-8.
    ///
    /// - Returns: How many bytes of `text` they are; it may be longer.
    func writeLabels(of sequence: UnsafeBufferPointer<UInt32>, to text: inout [UInt8]) -> Int {
        let capacity = 8 * sequence.count
        if text.count < capacity { text = Array(repeating: 0, count: capacity) }
        let length = text.withUnsafeMutableBytes { text in
            entries.withUnsafeBufferPointer { entries -> Int? in
                var end = 0
                for number in sequence {
                    let bytes = entries[Int(number)]
                    guard Self.tag(bytes) == .digits else { return nil }
                    // Eight bytes are written, of which the next label overwrites what is too many.
                    text.storeBytes(of: bytes.littleEndian, toByteOffset: end, as: UInt64.self)
                    end += 8 - bytes.leadingZeroBitCount / 8
                }
                return end
            }
        }
        if let length { return length }
        text.removeAll(keepingCapacity: true)
        for number in sequence {
            appendLabel(of: number, to: &text)
            text.append(0xFF)
        }
        return text.count
    }

    /// The values of a sequence's labels. - Returns: Whether all of them have one.
    public func values(of sequence: UnsafeBufferPointer<UInt32>, into values: inout [Double]) -> Bool {
        values.removeAll(keepingCapacity: true)
        for number in sequence {
            guard let value = value(of: number) else { return false }
            values.append(value)
        }
        return true
    }

    /// The labels of a sequence as 32-bit unsigned integers. - Returns: Whether all of them are such.
    public func integers(of sequence: UnsafeBufferPointer<UInt32>, into integers: inout [UInt32]) -> Bool {
        integers.removeAll(keepingCapacity: true)
        for number in sequence {
            guard let integer = integer(of: number).flatMap(UInt32.init(exactly:)) else { return false }
            integers.append(integer)
        }
        return true
    }

    /// The number of an integer label, new or not.
    mutating func number(of integer: Int64) -> UInt32 {
        if integer >= 0, integer < Int64(direct.count) {
            let entry = direct[Int(integer)]
            if entry != 0 { return entry - 1 }
        } else if let number = integerIndex.find(hash(integer), where: { self.integer(of: UInt32($0)) == integer }) {
            return number
        }
        return add(integer)
    }

    /// The numbers of integer labels, new or not; `numbers` has room for as many.
    ///
    /// Nearly all are known small integers, and for these the loop is one load.
    mutating func numbers(of integers: UnsafeBufferPointer<UInt32>, into numbers: UnsafeMutablePointer<UInt32>) {
        var index = 0
        while index < integers.count {
            index = direct.withUnsafeBufferPointer { direct in
                for index in index..<integers.count {
                    let integer = Int(integers[index])
                    guard integer < direct.count, direct[integer] != 0 else { return index }
                    numbers[index] = direct[integer] - 1
                }
                return integers.count
            }
            guard index < integers.count else { return }
            numbers[index] = number(of: Int64(integers[index]))
            index += 1
        }
    }

    /// The number of a text that has been looked at already, new or not.
    mutating func number(
        of text: UnsafeBufferPointer<UInt8>,
        value: Double?
    ) -> (number: UInt32, isNew: Bool) {
        let hash = XXH3_64bits_withSeed(text.baseAddress, text.count, seed)
        if let number = textIndex.find(hash, where: { self.text($0, equals: text) }) { return (number, false) }
        let number = UInt32(entries.count)
        entries.append(Self.reference(.text, texts.count))
        texts.append(Text(offset: characters.count, length: text.count, value: value))
        characters.append(contentsOf: text)
        textIndex.insert(number, hash)
        return (number, true)
    }

    private mutating func add(_ integer: Int64) -> UInt32 {
        let number = UInt32(entries.count)
        if 0...9_999_999 ~= integer {
            entries.append(Self.packed(UInt64(integer)))
        } else {
            entries.append(Self.reference(.wideInteger, wideIntegers.count))
            wideIntegers.append(integer)
        }
        growDirect(for: integer)
        if integer >= 0, integer < Int64(direct.count) {
            direct[Int(integer)] = number + 1
        } else {
            integerIndex.insert(number, hash(integer))
        }
        return number
    }

    /// Extends `direct` to an integer beyond its end, as long as about one in sixteen of its places is used.
    private mutating func growDirect(for integer: Int64) {
        guard integer >= Int64(direct.count), integer < Int64(min(Self.directLimit, 16 * count + 65_536)) else {
            return
        }
        let begin = direct.count
        let end = max(Int(integer) + 1, min(2 * begin, Self.directLimit))
        direct.append(contentsOf: repeatElement(0, count: end - begin))
        // Integers that were beyond the end until now are in the index, which stays right but is no longer asked.
        for number in 0..<UInt32(entries.count - 1) {
            guard let other = self.integer(of: number) else { continue }
            if other >= Int64(begin), other < Int64(end) { direct[Int(other)] = number + 1 }
        }
    }

    private func hash(_ integer: Int64) -> UInt64 { UInt64(bitPattern: integer) &* seed }

    private func text(_ number: Int, equals text: UnsafeBufferPointer<UInt8>) -> Bool {
        let entry = texts[Self.index(entries[number])]
        return entry.length == text.count && characters[entry.offset..<entry.offset + entry.length].elementsEqual(text)
    }

    private enum Tag {
        case digits, wideInteger, text
    }

    private static func tag(_ entry: UInt64) -> Tag {
        // The highest byte of digits is 0xFF after seven of them, and 0 after fewer.
        switch entry >> 56 {
        case 1: .wideInteger
        case 2: .text
        default: .digits
        }
    }

    private static func reference(_ tag: Tag, _ index: Int) -> UInt64 {
        (tag == .text ? 2 : 1) << 56 | UInt64(index)
    }

    private static func index(_ entry: UInt64) -> Int { Int(truncatingIfNeeded: entry & (1 << 56 - 1)) }

    /// Of an integer of at most seven digits.
    private static func packed(_ integer: UInt64) -> UInt64 {
        var bytes: UInt64 = 0xFF
        var rest = integer
        repeat {
            bytes = bytes << 8 | (UInt64(UInt8(ascii: "0")) + rest % 10)
            rest /= 10
        } while rest > 0
        return bytes
    }

    /// The integer that was packed.
    private static func digits(_ entry: UInt64) -> UInt32 {
        var integer: UInt32 = 0
        var rest = entry
        while rest & 0xFF != 0xFF {
            integer = integer * 10 + UInt32(truncatingIfNeeded: rest & 0xF)
            rest >>= 8
        }
        return integer
    }

    /// Decimal digits without the detour through a `String`.
    private static func append(_ integer: Int64, to text: inout [UInt8]) {
        if integer < 0 { text.append(UInt8(ascii: "-")) }
        var rest = integer.magnitude
        let begin = text.count
        repeat {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        text[begin...].reverse()
    }
}
