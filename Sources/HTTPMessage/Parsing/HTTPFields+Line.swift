extension HTTPFields.Entry {
    /// Reads `field-name ":" OWS field-value OWS` (RFC 9112 §5). The ranges are those of the line.
    ///
    /// - Parameter line: the line without its line end, not empty.
    init(_ line: UnsafeRawBufferPointer) throws(RequestRejection) {
        // RFC 9112 §5.2: a folded line is refused. §2.2: so is a blank before the first field.
        if let first = line.first, Byte.isBlank(first) { throw .malformed(.foldedLine) }
        let token = ByteSet.token
        var colon = 0
        while colon < line.count, token.contains(line[colon]) { colon += 1 }
        guard colon < line.count, line[colon] == Byte.colon else {
            // RFC 9112 §5.1: a blank before the colon must be refused, because it has been used for request smuggling.
            let isBlank = colon > 0 && colon < line.count && Byte.isBlank(line[colon])
            throw .malformed(isBlank ? .spaceBeforeColon : .fieldName)
        }
        guard colon > 0 else { throw .malformed(.fieldName) }

        self.init(
            name: 0..<colon,
            value: line.trimmed((colon + 1)..<line.count),
            digest: HTTPFieldName.Digest(line.slice(0..<colon))
        )
        // RFC 9110 §5.5: CR, LF and NUL are forbidden. Of the other control bytes only a tab has a meaning.
        guard line.slice(value).isFieldContent else { throw .malformed(.fieldValue) }
    }
}
