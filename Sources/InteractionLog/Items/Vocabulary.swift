import CXXHash

/// Numbers labels by first appearance. What makes two labels equal is told in `CanonicalLabel`.
///
/// Small integers are looked up in an array, other labels by hash; labels are compared, so the numbering is exact.
public struct Vocabulary: Sendable {
    private struct Text: Sendable {
        let offset: Int
        let length: Int
        let value: Double?
    }

    private static let referenceMark: UInt32 = 1 << 31
    private static let textMark: UInt32 = 1 << 30
    /// Labels that are no small integers have indices of 30 bits; a reader that looks between its slices has time to stop.
    private static let mostReferences = 1 << 30 - 1 << 24

    /// Integers below this may be looked up in `direct`, which then takes at most 16 MiB.
    private static let directLimit = 1 << 22

    /// Of each number: its label where that is an integer in 0..<2^31, else where it is.
    ///
    /// Four bytes, because looking labels up at random in what does not fit the cache is most of what a fingerprint
    /// costs. The highest bit marks a reference, the next one tells `texts` from `wideIntegers`.
    private var entries: [UInt32] = []
    private var wideIntegers: [Int64] = []
    private var texts: [Text] = []
    private var characters: [UInt8] = []
    /// Number + 1 of each small integer; 0 for none.
    private var direct: [UInt32] = []
    private var integerIndex = HashIndex()
    private var textIndex = HashIndex()
    /// Unknown to clients, who could otherwise choose labels that all meet in one slot.
    private let seed = UInt64.random(in: .min ... .max) | 1

    /// Where the sequences are that are being handed on, and the entries of their items in the same order.
    ///
    /// Who receives them asks for the labels of one after another: these stand together, while in the table they are to be
    /// found at random.
    private var present: (begin: UInt, entries: [UInt32]) = (0, [])

    /// Shared, so that it costs nothing to put it where a table has been taken away.
    static let empty = Vocabulary()

    public init() {}

    /// How many labels there are.
    public var count: Int { entries.count }

    /// Whether hardly any more labels fit.
    var isFull: Bool { max(texts.count, wideIntegers.count) > Self.mostReferences }

    /// Memory in bytes.
    public var bytes: Int {
        (entries.capacity + direct.capacity) * 4 + wideIntegers.capacity * 8
            + texts.capacity * MemoryLayout<Text>.stride + characters.capacity + integerIndex.bytes + textIndex.bytes
    }

    /// The label where it is an integer of at most 64 bits.
    public func integer(of number: UInt32) -> Int64? {
        switch Self.kind(entries[Int(number)]) {
        case .integer(let integer): Int64(integer)
        case .wideInteger(let index): wideIntegers[index]
        case .text: nil
        }
    }

    /// The label's finite numeric value, nil where it has none.
    public func value(of number: UInt32) -> Double? {
        switch Self.kind(entries[Int(number)]) {
        case .integer(let integer): Double(integer)
        case .wideInteger(let index): Double(wideIntegers[index])
        case .text(let index): texts[index].value
        }
    }

    public func label(of number: UInt32) -> String {
        var text: [UInt8] = []
        appendLabel(of: number, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the label's UTF-8.
    public func appendLabel(of number: UInt32, to text: inout [UInt8]) {
        switch Self.kind(entries[Int(number)]) {
        case .integer(let integer): Self.append(Int64(integer), to: &text)
        case .wideInteger(let index): Self.append(wideIntegers[index], to: &text)
        case .text(let index):
            let entry = texts[index]
            text.append(contentsOf: characters[entry.offset..<entry.offset + entry.length])
        }
    }

    /// Writes the labels of a sequence in UTF-8, each followed by 0xFF, which is no part of UTF-8.
    ///
    /// - Returns: How many bytes of `text` they are; it may be longer.
    func writeLabels(of sequence: UnsafeBufferPointer<UInt32>, to text: inout [UInt8]) -> Int {
        // Eight bytes are stored at a time, of which the next label overwrites what is too many.
        let capacity = 9 * sequence.count + 8
        if text.count < capacity { text = Array(repeating: 0, count: capacity + capacity / 2) }
        let length = text.withUnsafeMutableBytes { text in
            if let present = presentEntries(of: sequence) {
                return present.withUnsafeBufferPointer { present in
                    Self.writeDigits(of: present.count, to: text) { present[$0] }
                }
            }
            return entries.withUnsafeBufferPointer { entries in
                Self.writeDigits(of: sequence.count, to: text) { entries[Int(sequence[$0])] }
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

    /// Writes labels that are short integers, each followed by 0xFF; nil where another kind is among them.
    @inline(__always)
    private static func writeDigits(
        of count: Int,
        to text: UnsafeMutableRawBufferPointer,
        entry: (Int) -> UInt32
    ) -> Int? {
        var end = 0
        for place in 0..<count {
            let entry = entry(place)
            guard entry < DigitWord.limit else { return nil }
            let label = DigitWord.of(entry)
            text.storeBytes(of: label.text.littleEndian, toByteOffset: end, as: UInt64.self)
            text.storeBytes(of: 0xFF, toByteOffset: end &+ label.count, as: UInt8.self)
            end &+= label.count &+ 1
        }
        return end
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

    /// What the table has of a number: itself where that is a small integer.
    func entry(of number: UInt32) -> UInt32 { entries[Int(number)] }

    /// Notes the entries of items that are being handed on, as long as they stay where they are.
    mutating func beginHandingOn(_ items: UnsafeBufferPointer<UInt32>, entries: [UInt32]) {
        present = (UInt(bitPattern: items.baseAddress), entries)
    }

    mutating func endHandingOn() { present = (0, []) }

    /// The entries of a sequence that is being handed on; nil for any other.
    private func presentEntries(of sequence: UnsafeBufferPointer<UInt32>) -> ArraySlice<UInt32>? {
        let begin = UInt(bitPattern: sequence.baseAddress)
        guard begin >= present.begin, present.begin > 0 else { return nil }
        let first = Int(begin - present.begin) / MemoryLayout<UInt32>.stride
        guard first + sequence.count <= present.entries.count else { return nil }
        return present.entries[first..<first + sequence.count]
    }

    /// Appends the numbers of integer labels, new or not, and their entries.
    mutating func append(
        _ integers: UnsafeBufferPointer<UInt32>,
        to numbers: inout [UInt32],
        entries: inout [UInt32]
    ) {
        let begin = numbers.count
        // Short integers are their own entries.
        entries.append(contentsOf: integers)
        numbers.append(contentsOf: integers)
        numbers.withUnsafeMutableBufferPointer { numbers in
            guard let room = numbers.baseAddress else { return }
            self.numbers(of: integers, into: room + begin)
        }
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
    /// Nearly all are known small integers, and finding these is one load each. A load that misses the cache takes as long
    /// as many others; so no decision waits for it until all have been asked for.
    private mutating func numbers(
        of integers: UnsafeBufferPointer<UInt32>,
        into numbers: UnsafeMutablePointer<UInt32>
    ) {
        var areAllKnown = true
        direct.withUnsafeBufferPointer { direct in
            for index in 0..<integers.count {
                let integer = Int(integers[index])
                let entry = integer < direct.count ? direct[integer] : 0
                numbers[index] = entry &- 1
                areAllKnown = (entry != 0) ? areAllKnown : false
            }
        }
        if areAllKnown { return }
        for index in 0..<integers.count where numbers[index] == .max {
            numbers[index] = number(of: Int64(integers[index]))
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
        entries.append(Self.referenceMark | Self.textMark | UInt32(truncatingIfNeeded: texts.count))
        texts.append(Text(offset: characters.count, length: text.count, value: value))
        characters.append(contentsOf: text)
        textIndex.insert(number, hash)
        return (number, true)
    }

    private mutating func add(_ integer: Int64) -> UInt32 {
        let number = UInt32(entries.count)
        if let small = UInt32(exactly: integer), small < Self.referenceMark {
            entries.append(small)
        } else {
            entries.append(Self.referenceMark | UInt32(truncatingIfNeeded: wideIntegers.count))
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
        guard case .text(let index) = Self.kind(entries[number]) else { return false }
        let entry = texts[index]
        return entry.length == text.count && characters[entry.offset..<entry.offset + entry.length].elementsEqual(text)
    }

    private enum Kind {
        case integer(UInt32)
        /// With the index in `wideIntegers`, or in `texts`.
        case wideInteger(Int)
        case text(Int)
    }

    private static func kind(_ entry: UInt32) -> Kind {
        if entry < referenceMark { return .integer(entry) }
        let index = Int(entry & (textMark - 1))
        return entry & textMark == 0 ? .wideInteger(index) : .text(index)
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
