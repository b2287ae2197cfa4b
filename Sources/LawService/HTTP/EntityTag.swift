/// Entity tags (RFC 9110 §8.8.3).
enum EntityTag {
    /// Whether a client that sends these values of `If-None-Match` has the answer already. The comparison is weak, as §13.1.2 demands.
    ///
    /// - Parameter tag: strong or weak, with its quotes.
    static func isKnown(_ tag: String, _ fields: [String]) -> Bool {
        let tag = opaque(Substring(tag))
        return fields.contains { field in
            field.split(separator: ",").contains { entry in
                let entry = entry.trimmingBlanks()
                return entry == "*" || opaque(entry) == tag
            }
        }
    }

    private static func opaque(_ tag: Substring) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
