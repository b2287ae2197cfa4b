import JSONText

/// One user's items in order of time, with their labels.
///
/// A view, valid only during the call that delivers it: it owns no memory and is cheap to copy.
public struct UserSequence {
    /// Each item's index in the vocabulary.
    public let items: UnsafeBufferPointer<UInt32>
    /// Each item's `LabelCode`. Labels are read from here one after another; looking them up in the vocabulary by index
    /// would be random access.
    private let codes: UnsafeBufferPointer<UInt32>
    /// A pointer, because a copy of the vocabulary would cost each user seven reference counts.
    private let vocabulary: UnsafePointer<Vocabulary>

    init(
        items: UnsafeBufferPointer<UInt32>,
        codes: UnsafeBufferPointer<UInt32>,
        vocabulary: UnsafePointer<Vocabulary>
    ) {
        precondition(items.count == codes.count, "each item has one code")
        self.items = items
        self.codes = codes
        self.vocabulary = vocabulary
    }

    public var count: Int { items.count }

    /// The last items, at most `maxLength` of them.
    public func suffix(_ maxLength: Int) -> UserSequence {
        let first = max(0, count - maxLength)
        return UserSequence(
            items: UnsafeBufferPointer(rebasing: items[first...]),
            codes: UnsafeBufferPointer(rebasing: codes[first...]),
            vocabulary: vocabulary
        )
    }

    public func label(at position: Int) -> String { vocabulary.pointee.label(code: codes[position]) }

    /// Replaces `values` with the numeric values of the labels. - Returns: Whether every label has one.
    public func values(into values: inout [Double]) -> Bool {
        values.removeAll(keepingCapacity: true)
        for code in codes {
            guard let value = vocabulary.pointee.value(code: code) else { return false }
            values.append(value)
        }
        return true
    }

    /// Replaces `integers` with the labels. - Returns: Whether every label is an unsigned integer of 32 bits.
    public func integers(into integers: inout [UInt32]) -> Bool {
        integers.removeAll(keepingCapacity: true)
        for code in codes {
            guard let integer = vocabulary.pointee.integer(code: code).flatMap(UInt32.init(exactly:)) else {
                return false
            }
            integers.append(integer)
        }
        return true
    }

    /// Replaces `text` with the UTF-8 of one label.
    func writeLabel(at position: Int, to text: inout [UInt8]) {
        text.removeAll(keepingCapacity: true)
        vocabulary.pointee.appendLabel(code: codes[position], to: &text)
    }

    /// Writes the labels in UTF-8, each followed by 0xFF, which occurs nowhere in UTF-8.
    ///
    /// - Returns: How many bytes of `text` they take; `text` may be longer.
    func writeLabels(to text: inout [UInt8]) -> Int {
        // Each label is stored as eight bytes, and the next one overwrites those that are not used.
        let capacity = 9 * count + 8
        if text.count < capacity { text = Array(repeating: 0, count: capacity + capacity / 2) }
        if let length = text.withUnsafeMutableBytes({ writeShortIntegers(to: $0) }) { return length }
        text.removeAll(keepingCapacity: true)
        for code in codes {
            vocabulary.pointee.appendLabel(code: code, to: &text)
            text.append(0xFF)
        }
        return text.count
    }

    /// The fast path for integers of at most eight digits. - Returns: Nil if there are other labels.
    private func writeShortIntegers(to text: UnsafeMutableRawBufferPointer) -> Int? {
        var end = 0
        for code in codes {
            guard code < DecimalDigits.shortLimit else { return nil }
            let label = DecimalDigits.short(code)
            text.storeBytes(of: label.text.littleEndian, toByteOffset: end, as: UInt64.self)
            text.storeBytes(of: 0xFF, toByteOffset: end &+ label.count, as: UInt8.self)
            end &+= label.count &+ 1
        }
        return end
    }
}
