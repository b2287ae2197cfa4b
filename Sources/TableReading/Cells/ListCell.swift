/// Reads a cell that holds a list, as pandas, NumPy, JSON and RecBole write it: `[9, 12]`, `[9 12]`, `['a', 'b']`, `9 12`.
enum ListCell {
    enum Reading {
        case list
        /// A list with `...` or `…` in place of elements, as NumPy, pandas and Polars print a long one.
        case shortened
        /// Brackets do not match, or a quotation mark is not closed.
        case other
    }

    /// Calls `element` with every element, without quotation marks. Commas separate where there are any, and else blanks.
    static func read(
        _ text: UnsafeBufferPointer<UInt8>,
        element: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> Reading {
        var range = trimmed(text, 0..<text.count)
        if let first = range.first, let close = closing(text[first]) {
            guard range.count >= 2, text[range.upperBound - 1] == close else { return .other }
            range = trimmed(text, range.lowerBound + 1..<range.upperBound - 1)
        }
        var isShortened = false
        /// Whether the list has a comma; nil as long as nobody needs to know.
        var hasCommas: Bool?
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text[index]
            if isSeparator(byte) {
                index += 1
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                let begin = index + 1
                guard let end = (begin..<range.upperBound).first(where: { text[$0] == byte }) else { return .other }
                element(text.slice(begin..<end))
                index = end + 1
                guard index == range.upperBound || isSeparator(text[index]) else { return .other }
            } else {
                let begin = index
                while index < range.upperBound, !isSeparator(text[index]) { index += 1 }
                var end = index
                // A blank within an element, such as that of `Star Wars, Alien`, is none between two.
                while let next = wordBehindBlanks(text, index..<range.upperBound) {
                    let isTitle = hasCommas ?? text.slice(range).contains(UInt8(ascii: ","))
                    hasCommas = isTitle
                    guard isTitle else { break }
                    var nextEnd = next
                    while nextEnd < range.upperBound, !isSeparator(text[nextEnd]) { nextEnd += 1 }
                    // Dots stand for elements, whatever stands beside them.
                    if isDots(text.slice(begin..<end)) || isDots(text.slice(next..<nextEnd)) { break }
                    (index, end) = (nextEnd, nextEnd)
                }
                let word = text.slice(begin..<end)
                if word.contains(where: { closing($0) != nil || $0 == UInt8(ascii: "]") }) { return .other }
                if isDots(word) { isShortened = true } else { element(word) }
            }
        }
        return isShortened ? .shortened : .list
    }

    /// Where a word begins behind blanks; nil if there is none, or something else.
    private static func wordBehindBlanks(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound, text[index].isBlank { index += 1 }
        guard index > range.lowerBound, index < range.upperBound, !isSeparator(text[index]) else { return nil }
        return text[index] == UInt8(ascii: "'") || text[index] == UInt8(ascii: "\"") ? nil : index
    }

    private static func isDots(_ word: UnsafeBufferPointer<UInt8>) -> Bool { word.equals("...") || word.equals("…") }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte.isBlank || byte.isLineEnd || byte == UInt8(ascii: ",")
    }

    private static func closing(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "["): UInt8(ascii: "]")
        case UInt8(ascii: "("): UInt8(ascii: ")")
        case UInt8(ascii: "{"): UInt8(ascii: "}")
        default: nil
        }
    }

    private static func trimmed(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var begin = range.lowerBound
        var end = range.upperBound
        while begin < end, text[begin].isBlank || text[begin].isLineEnd { begin += 1 }
        while end > begin, text[end - 1].isBlank || text[end - 1].isLineEnd { end -= 1 }
        return begin..<end
    }
}
