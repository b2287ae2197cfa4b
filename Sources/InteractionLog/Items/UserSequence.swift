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

    /// Replaces `values` with the numeric values of the labels.
    ///
    /// - Returns: Whether every label has one.
    public func values(into values: inout [Double]) -> Bool {
        values.removeAll(keepingCapacity: true)
        for code in codes {
            guard let value = vocabulary.pointee.value(code: code) else { return false }
            values.append(value)
        }
        return true
    }

    /// The labels, if all of them are integers below 2^31.
    public var integerLabels: UnsafeBufferPointer<UInt32>? {
        // Such an integer is its own code, and all other codes have the highest bit.
        codes.reduce(0, |) < LabelCode.integerLimit ? codes : nil
    }

    /// Replaces `integers` with the labels.
    ///
    /// - Returns: Whether every label is an unsigned integer of 32 bits.
    public func integers(into integers: inout [UInt32]) -> Bool {
        integers.removeAll(keepingCapacity: true)
        if let labels = integerLabels {
            integers.append(contentsOf: labels)
            return true
        }
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

    /// Replaces `text` with the labels in UTF-8, each followed by 0xFF, which occurs nowhere in UTF-8.
    func writeLabels(to text: inout [UInt8]) {
        text.removeAll(keepingCapacity: true)
        for code in codes {
            vocabulary.pointee.appendLabel(code: code, to: &text)
            text.append(0xFF)
        }
    }
}
