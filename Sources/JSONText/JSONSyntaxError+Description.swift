extension JSONSyntaxError: CustomStringConvertible {
    /// Such as `line 2, column 7: expected a value, found '}'`.
    public var description: String { "line \(line), column \(column): \(kind)" }
}

extension JSONSyntaxError.Kind: CustomStringConvertible {
    @usableFromInline package var description: String {
        switch self {
        case .unexpectedByte(let byte, let expected): "expected \(expected), found \(Self.name(byte))"
        case .unexpectedEnd(let expected): "the text ends where \(expected) is expected"
        case .leadingZero: "a number must not begin with a superfluous 0"
        case .controlCharacter(let byte): "a string must not contain \(Self.name(byte)) unescaped"
        case .invalidEscape(let byte): "\(Self.name(byte)) does not follow a backslash"
        case .invalidHexDigit(let byte): "\(Self.name(byte)) is not a hexadecimal digit"
        case .loneSurrogate(let unit): "\\u\(Self.hexadecimal(unit, digits: 4)) is half of a surrogate pair"
        case .invalidUTF8: "a string is not valid UTF-8"
        case .nestingTooDeep(let limit): "arrays and objects are nested more than \(limit) deep"
        case .tokenTooLong(let limit): "a string or number is longer than \(limit) bytes"
        }
    }

    private static func name(_ byte: UInt8) -> String {
        0x21...0x7E ~= byte ? "'\(Unicode.Scalar(byte))'" : "byte 0x\(hexadecimal(UInt16(byte), digits: 2))"
    }

    private static func hexadecimal(_ value: UInt16, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension JSONSyntaxError.Expectation: CustomStringConvertible {
    @usableFromInline package var description: String {
        switch self {
        case .value: "a value"
        case .valueOrEndOfArray: "a value or ']'"
        case .keyOrEndOfObject: "a key or '}'"
        case .key: "a key"
        case .colon: "':'"
        case .commaOrEndOfArray: "',' or ']'"
        case .commaOrEndOfObject: "',' or '}'"
        case .endOfText: "nothing more"
        case .digit: "a digit"
        case .endOfString: "the end of a string"
        case .literal(let literal): "'\(literal.rawValue)'"
        }
    }
}
