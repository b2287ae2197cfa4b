/// Why a text is not JSON (RFC 8259), with the place.
public struct JSONSyntaxError: Error, Sendable, Hashable {
    /// What the grammar allows at a place.
    @usableFromInline
    package enum Expectation: Sendable, Hashable {
        case value
        case valueOrEndOfArray
        case keyOrEndOfObject
        case key
        case colon
        case commaOrEndOfArray
        case commaOrEndOfObject
        case endOfText
        case digit
        case endOfString
        case literal(Literal)
    }

    /// The three literal names of section 3.
    @usableFromInline
    package enum Literal: String, Sendable, Hashable {
        case `true`
        case `false`
        case null
    }

    @usableFromInline
    package enum Kind: Sendable, Hashable {
        case unexpectedByte(UInt8, expected: Expectation)
        /// The text is cut off, or empty.
        case unexpectedEnd(expected: Expectation)
        /// Section 6: an integer has no leading zeros.
        case leadingZero
        /// Section 7: U+0000 to U+001F must be escaped.
        case controlCharacter(UInt8)
        case invalidEscape(UInt8)
        case invalidHexDigit(UInt8)
        /// Section 8.2: half of a surrogate pair is no character.
        case loneSurrogate(UInt16)
        /// Section 8.1.
        case invalidUTF8
        case nestingTooDeep(limit: Int)
        case tokenTooLong(limit: Int)
    }

    /// How many bytes precede the fault.
    public let offset: Int
    /// Lines end at U+000A; the first one is 1.
    public let line: Int
    /// In bytes; the first byte of a line is 1.
    public let column: Int
    package let kind: Kind

    @usableFromInline
    init(offset: Int, line: Int, column: Int, kind: Kind) {
        self.offset = offset
        self.line = line
        self.column = column
        self.kind = kind
    }
}
