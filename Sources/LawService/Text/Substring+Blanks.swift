extension StringProtocol {
    /// The text without blanks and tabs at both ends.
    var withoutBlanks: SubSequence {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
