/// Decodes a chunked body (RFC 9112 §7.1) from slices of any size. Extensions and trailers are checked and discarded.
package struct ChunkedDecoder: Sendable {
    private enum State {
        case sizeStart, size, sizeBlank
        case extensionNameStart, extensionName, extensionNameBlank
        case extensionValueStart, extensionToken, extensionQuoted, extensionEscape, extensionEnd
        case sizeLineFeed
        case data, dataReturn, dataLineFeed
        case trailer
        case finished
    }

    private let limits: RequestLimits
    private var state = State.sizeStart
    private var size = 0
    private var digitCount = 0
    private var remaining = 0
    private var extensionBytes = 0
    private var trailerLine: [UInt8] = []
    private var trailerBytes = 0
    private var trailerCount = 0

    package init(limits: RequestLimits) {
        self.limits = limits
    }

    package var isFinished: Bool { state == .finished }

    /// Why `decode` returned.
    package enum Step {
        /// This range of the slice is data. Call `decode` again from its end.
        case data(Range<Int>)
        /// The slice or the body has ended; `consumed` bytes of the slice belong to the body.
        case end(consumed: Int)
    }

    /// Decodes `slice` from `start` to the next data or to the end.
    ///
    /// - Parameters:
    ///   - allowance: the number of data bytes that may still come. A chunk that announces more is refused at its size.
    ///   - bodyLimit: the limit that such a refusal names.
    package mutating func decode(
        _ slice: UnsafeRawBufferPointer,
        from start: Int,
        allowance: Int,
        bodyLimit: Int
    ) throws(RequestRejection) -> Step {
        var position = start
        while position < slice.count, state != .finished {
            if state == .data {
                let end = position + min(remaining, slice.count - position)
                remaining -= end - position
                if remaining == 0 { state = .dataReturn }
                return .data(position..<end)
            }
            if state == .trailer {
                try readTrailer(slice[position])
            } else {
                try readFraming(slice[position])
                if state == .data, remaining > allowance { throw .bodyTooLarge(limit: bodyLimit) }
            }
            position += 1
        }
        return .end(consumed: position)
    }

    /// Reads one byte outside data and trailers.
    private mutating func readFraming(_ byte: UInt8) throws(RequestRejection) {
        switch state {
        case .sizeStart:
            // RFC 9112 §7.1: at least one digit.
            size = 0
            digitCount = 0
            try addDigit(byte)
            state = .size
        case .size:
            if ByteSet.hexDigit.contains(byte) { try addDigit(byte) } else { try endSize(byte) }
        case .sizeBlank, .extensionEnd:
            // RFC 9112 §7.1.1: only an extension may follow a blank.
            try countExtensionByte()
            if byte == Byte.semicolon {
                state = .extensionNameStart
            } else if byte == Byte.carriageReturn, state == .extensionEnd {
                state = .sizeLineFeed
            } else {
                guard Byte.isBlank(byte) else { throw .malformed(.chunkExtension) }
                state = .sizeBlank
            }
        case .sizeLineFeed:
            guard byte == Byte.lineFeed else { throw .malformed(.lineEnding) }
            remaining = size
            // Some clients sign each chunk of a large body, so the allowance grows with the data.
            extensionBytes = max(0, extensionBytes - size / 16)
            state = size == 0 ? .trailer : .data
        case .dataReturn:
            guard byte == Byte.carriageReturn else { throw .malformed(.chunkData) }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == Byte.lineFeed else { throw .malformed(.chunkData) }
            state = .sizeStart
        case .data, .trailer, .finished:
            break
        default:
            try countExtensionByte()
            try readExtension(byte)
        }
    }

    private mutating func addDigit(_ byte: UInt8) throws(RequestRejection) {
        guard ByteSet.hexDigit.contains(byte) else { throw .malformed(.chunkSize) }
        // RFC 9112 §7.1: recipients must anticipate large numbers. 60 bits suffice for any body and cannot overflow
        // when sizes are added. The number of digits is limited, because leading zeros have no end.
        digitCount += 1
        guard size < (1 << 56), digitCount <= 16 else { throw .malformed(.chunkSize) }
        let digit = byte <= Byte.nine ? byte - Byte.zero : (byte | 0x20) - 0x61 + 10
        size = (size << 4) | Int(digit)
    }

    private mutating func endSize(_ byte: UInt8) throws(RequestRejection) {
        switch byte {
        case Byte.carriageReturn: state = .sizeLineFeed
        case Byte.semicolon: state = .extensionNameStart
        case Byte.space, Byte.tab: state = .sizeBlank
        case Byte.lineFeed: throw .malformed(.lineEnding)
        default: throw .malformed(.chunkSize)
        }
    }

    private mutating func countExtensionByte() throws(RequestRejection) {
        extensionBytes += 1
        guard extensionBytes <= limits.chunkExtensionBytes else { throw .malformed(.chunkExtension) }
    }

    /// RFC 9112 §7.1.1: `*( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )`.
    private mutating func readExtension(_ byte: UInt8) throws(RequestRejection) {
        switch state {
        case .extensionNameStart:
            if Byte.isBlank(byte) { return }
            guard ByteSet.token.contains(byte) else { throw .malformed(.chunkExtension) }
            state = .extensionName
        case .extensionName:
            if ByteSet.token.contains(byte) { return }
            try endExtensionName(byte)
        case .extensionNameBlank:
            if Byte.isBlank(byte) { return }
            // The grammar permits a blank only before "=" or ";", so the line cannot end here.
            guard byte == Byte.equals || byte == Byte.semicolon else { throw .malformed(.chunkExtension) }
            try endExtensionName(byte)
        case .extensionValueStart:
            if Byte.isBlank(byte) { return }
            if byte == Byte.quote {
                state = .extensionQuoted
            } else {
                guard ByteSet.token.contains(byte) else { throw .malformed(.chunkExtension) }
                state = .extensionToken
            }
        case .extensionToken:
            if ByteSet.token.contains(byte) { return }
            try endExtensionValue(byte)
        case .extensionQuoted:
            // RFC 9110 §5.6.4.
            guard Byte.isFieldContent(byte) else { throw .malformed(.chunkExtension) }
            if byte == Byte.quote { state = .extensionEnd }
            if byte == Byte.backslash { state = .extensionEscape }
        case .extensionEscape:
            guard Byte.isFieldContent(byte) else { throw .malformed(.chunkExtension) }
            state = .extensionQuoted
        default:
            break
        }
    }

    private mutating func endExtensionName(_ byte: UInt8) throws(RequestRejection) {
        switch byte {
        case Byte.equals: state = .extensionValueStart
        case Byte.space, Byte.tab: state = .extensionNameBlank
        default: try endExtensionValue(byte)
        }
    }

    private mutating func endExtensionValue(_ byte: UInt8) throws(RequestRejection) {
        switch byte {
        case Byte.semicolon: state = .extensionNameStart
        case Byte.carriageReturn: state = .sizeLineFeed
        case Byte.space, Byte.tab: state = .sizeBlank
        default: throw .malformed(.chunkExtension)
        }
    }

    /// Reads one byte of the trailer section (RFC 9112 §7.1.2). Trailers must be valid fields, but the server uses none
    /// of them (RFC 9110 §6.5.1); a `Content-Length` here, for example, has no effect.
    private mutating func readTrailer(_ byte: UInt8) throws(RequestRejection) {
        trailerBytes += 1
        guard trailerBytes <= limits.headBytes else { throw .headTooLarge(limit: limits.headBytes) }
        guard byte == Byte.lineFeed else {
            trailerLine.append(byte)
            return
        }
        // RFC 9112 §2.2.
        guard trailerLine.popLast() == Byte.carriageReturn else { throw .malformed(.lineEnding) }
        if trailerLine.isEmpty {
            state = .finished
            return
        }
        trailerCount += 1
        guard trailerCount <= limits.fieldCount else { throw .tooManyFields(limit: limits.fieldCount) }
        _ = try trailerLine.withBytes(0..<trailerLine.count) { line throws(RequestRejection) in
            try HTTPFields.Entry(line)
        }
        trailerLine.removeAll(keepingCapacity: true)
    }
}
