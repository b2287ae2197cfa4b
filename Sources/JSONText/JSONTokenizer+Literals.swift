extension JSONTokenizer {
    /// Reads on within `true`, `false` or `null`.
    @inlinable
    mutating func readLiteral(
        _ input: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        to consumer: inout some JSONConsumer
    ) throws(JSONSyntaxError) {
        let text: StaticString
        let literal: JSONSyntaxError.StaticLiteral
        switch partial {
        case .true: (text, literal) = ("true", .true)
        case .false: (text, literal) = ("false", .false)
        case .null, .none, .string, .key, .number: (text, literal) = ("null", .null)
        }
        while literalLength < text.utf8CodeUnitCount {
            guard index < input.count else { return }
            guard input[index] == text.utf8Start[literalLength] else {
                throw error(.unexpectedByte(input[index], expected: .literal(literal)), at: index)
            }
            index += 1
            literalLength += 1
        }
        switch literal {
        case .true: consumer.bool(true, at: tokenOffset)
        case .false: consumer.bool(false, at: tokenOffset)
        case .null: consumer.null(at: tokenOffset)
        }
        endValue()
    }
}
