/// An incremental tokenizer of strict RFC 8259 text.
///
/// The text may be fed in slices cut anywhere: tokens, faults and their places do not depend on the cuts. There is no
/// recursion: open containers are a stack of flags with a limit, so deep nesting cannot overflow the call stack.
/// Repeated keys are well-formed and pass; `JSONTreeBuilder` refuses them. A byte order mark is refused (section 8.1).
///
/// After an error the tokenizer must be `reset` before it is fed again.
@usableFromInline
package struct JSONTokenizer: Sendable {
    /// What the grammar allows next, between tokens.
    @usableFromInline
    enum Position: UInt8, Sendable {
        case value, firstElement, element, firstKey, key, colon, memberValue, afterElement, afterMember, end
    }

    /// The token that the end of the last slice cut.
    @usableFromInline
    enum PartialToken: UInt8, Sendable {
        case none, string, key, number, `true`, `false`, null
    }

    @usableFromInline let limits: JSONLimits
    @usableFromInline var position = Position.value
    @usableFromInline var partial = PartialToken.none
    /// Whether each open container is an object.
    @usableFromInline var containers: [Bool] = []
    /// The part of the current token from earlier slices. For a string with an escape: its decoded text so far.
    @usableFromInline var carry: [UInt8] = []
    @usableFromInline var tokenOffset = 0
    @usableFromInline var string = StringState()
    @usableFromInline var number = NumberState.start
    /// How many bytes of a literal have been read.
    @usableFromInline var literalLength = 0

    /// Bytes in earlier slices.
    @usableFromInline var fedBytes = 0
    @usableFromInline var line = 1
    /// Offset of the current line's first byte.
    @usableFromInline var lineOffset = 0

    package init(limits: JSONLimits = JSONLimits()) {
        self.limits = limits
        containers.reserveCapacity(min(max(limits.depth, 0), 1_024))
    }

    /// Whether nothing but white space has been read.
    package var isBlank: Bool { position == .value && partial == .none && containers.isEmpty }

    /// Prepares for another text, with offsets and lines from the beginning.
    package mutating func reset() {
        position = .value
        partial = .none
        // Most texts of many end with both empty, and emptying an array takes longer than asking.
        if !containers.isEmpty { containers.removeAll(keepingCapacity: true) }
        if !carry.isEmpty { carry.removeAll(keepingCapacity: true) }
        fedBytes = 0
        line = 1
        lineOffset = 0
    }

    /// Reads the next slice of the text.
    @inlinable
    package mutating func feed(
        _ bytes: UnsafeRawBufferPointer,
        to consumer: inout some JSONConsumer
    ) throws(JSONSyntaxError) {
        let input = bytes.assumingMemoryBound(to: UInt8.self)
        var index = 0
        if partial != .none { try resumeToken(input, &index, to: &consumer) }
        while index < input.count {
            try readToken(input, &index, to: &consumer)
        }
        fedBytes += input.count
    }

    /// Ends the text. An incomplete or empty text is an error.
    @inlinable
    package mutating func finish(to consumer: inout some JSONConsumer) throws(JSONSyntaxError) {
        switch partial {
        case .number:
            guard number.isComplete else { throw error(.unexpectedEnd(expected: .digit), at: 0) }
            carry.withUnsafeBufferPointer { emitNumber($0, to: &consumer) }
        case .string, .key: throw error(.unexpectedEnd(expected: .endOfString), at: 0)
        case .true: throw error(.unexpectedEnd(expected: .literal(.true)), at: 0)
        case .false: throw error(.unexpectedEnd(expected: .literal(.false)), at: 0)
        case .null: throw error(.unexpectedEnd(expected: .literal(.null)), at: 0)
        case .none: break
        }
        guard position == .end else { throw error(.unexpectedEnd(expected: expectation), at: 0) }
    }

    @inlinable
    mutating func resumeToken(
        _ input: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        to consumer: inout some JSONConsumer
    ) throws(JSONSyntaxError) {
        switch partial {
        case .none: break
        case .string, .key: try readString(input, &index, to: &consumer)
        case .number: try readNumber(input, &index, to: &consumer)
        case .true, .false, .null: try readLiteral(input, &index, to: &consumer)
        }
    }

    /// Reads white space or one token, as far as the slice goes.
    @inlinable
    mutating func readToken(
        _ input: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        to consumer: inout some JSONConsumer
    ) throws(JSONSyntaxError) {
        let byte = input[index]
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
            index += 1
        case UInt8(ascii: "\n"):
            index += 1
            line += 1
            lineOffset = fedBytes + index
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            guard expectsValue else { throw unexpected(byte, at: index) }
            if position == .firstElement || position == .element {
                if readIntegers(input, &index, to: &consumer) { return }
            }
            beginToken(.number, at: index)
            number = .start
            try readNumber(input, &index, to: &consumer)
        case UInt8(ascii: "\""):
            if expectsValue {
                beginToken(.string, at: index)
            } else if position == .firstKey || position == .key {
                beginToken(.key, at: index)
            } else {
                throw unexpected(byte, at: index)
            }
            index += 1
            string = StringState()
            try readString(input, &index, to: &consumer)
        case UInt8(ascii: ","):
            switch position {
            case .afterElement: position = .element
            case .afterMember: position = .key
            default: throw unexpected(byte, at: index)
            }
            index += 1
        case UInt8(ascii: ":"):
            guard position == .colon else { throw unexpected(byte, at: index) }
            position = .memberValue
            index += 1
        case UInt8(ascii: "["):
            try open(isObject: false, byte, at: index)
            consumer.beginArray(at: fedBytes + index)
            index += 1
        case UInt8(ascii: "{"):
            try open(isObject: true, byte, at: index)
            consumer.beginObject(at: fedBytes + index)
            index += 1
        case UInt8(ascii: "]"):
            guard position == .firstElement || position == .afterElement else { throw unexpected(byte, at: index) }
            close()
            consumer.endArray(at: fedBytes + index)
            index += 1
        case UInt8(ascii: "}"):
            guard position == .firstKey || position == .afterMember else { throw unexpected(byte, at: index) }
            close()
            consumer.endObject(at: fedBytes + index)
            index += 1
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            guard expectsValue else { throw unexpected(byte, at: index) }
            beginToken(
                byte == UInt8(ascii: "t") ? .true : byte == UInt8(ascii: "f") ? .false : .null,
                at: index
            )
            literalLength = 0
            try readLiteral(input, &index, to: &consumer)
        default:
            throw unexpected(byte, at: index)
        }
    }

    @inlinable var expectsValue: Bool {
        switch position {
        case .value, .firstElement, .element, .memberValue: true
        case .firstKey, .key, .colon, .afterElement, .afterMember, .end: false
        }
    }

    @usableFromInline
    mutating func beginToken(_ token: PartialToken, at index: Int) {
        partial = token
        tokenOffset = fedBytes + index
        if !carry.isEmpty { carry.removeAll(keepingCapacity: true) }
    }

    @usableFromInline
    mutating func open(isObject: Bool, _ byte: UInt8, at index: Int) throws(JSONSyntaxError) {
        guard expectsValue else { throw unexpected(byte, at: index) }
        guard containers.count < limits.depth else { throw error(.nestingTooDeep(limit: limits.depth), at: index) }
        containers.append(isObject)
        position = isObject ? .firstKey : .firstElement
    }

    @usableFromInline
    mutating func close() {
        containers.removeLast()
        endValue()
    }

    /// The container of a value decides what may follow it.
    @inlinable
    mutating func endValue() {
        partial = .none
        if let isObject = containers.last {
            position = isObject ? .afterMember : .afterElement
        } else {
            position = .end
        }
    }

    @usableFromInline var expectation: JSONSyntaxError.Expectation {
        switch position {
        case .value, .element, .memberValue: .value
        case .firstElement: .valueOrEndOfArray
        case .firstKey: .keyOrEndOfObject
        case .key: .key
        case .colon: .colon
        case .afterElement: .commaOrEndOfArray
        case .afterMember: .commaOrEndOfObject
        case .end: .endOfText
        }
    }

    @usableFromInline
    func unexpected(_ byte: UInt8, at index: Int) -> JSONSyntaxError {
        error(.unexpectedByte(byte, expected: expectation), at: index)
    }

    @usableFromInline
    func error(_ kind: JSONSyntaxError.Kind, at index: Int) -> JSONSyntaxError {
        let offset = fedBytes + index
        return JSONSyntaxError(offset: offset, line: line, column: offset - lineOffset + 1, kind: kind)
    }
}

extension JSONTokenizer {
    /// Continues within `true`, `false` or `null`.
    @inlinable
    mutating func readLiteral(
        _ input: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        to consumer: inout some JSONConsumer
    ) throws(JSONSyntaxError) {
        let text: StaticString
        let literal: JSONSyntaxError.Literal
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
