extension JSONTokenizer {
    /// The states of the grammar of section 6, named after the part that was read last.
    @usableFromInline
    enum NumberState: UInt8, Sendable {
        case start, minus, zero, digits, point, fraction, exponent, exponentSign, exponentDigits

        @usableFromInline var isComplete: Bool {
            switch self {
            case .zero, .digits, .fraction, .exponentDigits: true
            case .start, .minus, .point, .exponent, .exponentSign: false
            }
        }

        /// The state after `byte`; nil if it does not belong to the number.
        @inlinable
        func next(_ byte: UInt8) -> NumberState? {
            let isDigit = byte &- UInt8(ascii: "0") < 10
            switch self {
            case .start:
                if byte == UInt8(ascii: "-") { return .minus }
                return byte == UInt8(ascii: "0") ? .zero : .digits
            case .minus:
                return byte == UInt8(ascii: "0") ? .zero : isDigit ? .digits : nil
            case .zero, .digits:
                if isDigit { return self == .digits ? .digits : nil }
                if byte == UInt8(ascii: ".") { return .point }
                return (byte | 0x20) == UInt8(ascii: "e") ? .exponent : nil
            case .point:
                return isDigit ? .fraction : nil
            case .fraction:
                if isDigit { return .fraction }
                return (byte | 0x20) == UInt8(ascii: "e") ? .exponent : nil
            case .exponent:
                if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { return .exponentSign }
                return isDigit ? .exponentDigits : nil
            case .exponentSign, .exponentDigits:
                return isDigit ? .exponentDigits : nil
            }
        }
    }

    /// The fast path: consecutive short integers in an array, each followed by `,` or `]`.
    ///
    /// It stops before the first other element, or one that the slice may cut. `readNumber` reads that one.
    /// - Returns: Whether anything was read.
    @inlinable
    mutating func readIntegers(
        _ input: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        to consumer: inout some JSONConsumer
    ) -> Bool {
        let start = index
        let count = input.count
        if consumer.takesIntegers { readBatches(input, &index, to: &consumer) }
        if position == .afterElement, index > start { return true }
        var next = index
        while next < count {
            let first = next
            let isNegative = input[next] == UInt8(ascii: "-")
            if isNegative { next += 1 }
            let digits = next
            var value: Int64 = 0
            while next < count {
                let digit = input[next] &- UInt8(ascii: "0")
                guard digit < 10 else { break }
                value = value &* 10 &+ Int64(digit)
                next += 1
            }
            // 18 digits cannot overflow; a longer number is read again as text.
            guard next < count, 1...18 ~= next - digits else { break }
            if input[digits] == UInt8(ascii: "0"), next - digits > 1 || isNegative { break }
            let terminator = input[next]
            guard terminator == UInt8(ascii: ",") || terminator == UInt8(ascii: "]") else { break }
            consumer.integer(isNegative ? -value : value, at: fedBytes + first)
            index = next
            if terminator == UInt8(ascii: "]") {
                position = .afterElement
                return true
            }
            position = .element
            next += 1
            if next < count, input[next] == UInt8(ascii: " ") { next += 1 }
            index = next
        }
        return index > start
    }

    /// Reads consecutive short integers, each followed by `,` or `]`, and delivers them in batches.
    @inlinable
    mutating func readBatches(
        _ input: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        to consumer: inout some JSONConsumer
    ) {
        let bytes = UnsafeRawBufferPointer(input)
        let begin = index
        // Eight bytes are loaded, of which at most seven are digits. Fewer than eight are loaded from `last` on instead.
        let last = bytes.count &- 8
        guard last >= 0 else { return }
        var next = index
        var isClosed = false
        // More would not be taken from the stack.
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { batch in
            var filled = 0
            while true {
                let word: UInt64
                if next <= last {
                    word = bytes.loadUnaligned(fromByteOffset: next, as: UInt64.self).littleEndian
                } else {
                    guard next < bytes.count else { break }
                    let rest = bytes.loadUnaligned(fromByteOffset: last, as: UInt64.self).littleEndian
                    word = rest &>> UInt64(truncatingIfNeeded: 8 &* (next &- last))
                }
                guard let integer = DecimalDigits.value(word) else { break }
                let end = next &+ integer.length
                guard end < bytes.count else { break }
                let terminator = bytes[end]
                guard terminator == UInt8(ascii: ",") || terminator == UInt8(ascii: "]") else { break }
                batch[filled] = integer.value
                filled &+= 1
                if terminator == UInt8(ascii: "]") {
                    next = end
                    isClosed = true
                    break
                }
                next = end &+ 1
                if next < bytes.count, bytes[next] == UInt8(ascii: " ") { next &+= 1 }
                if filled == batch.count {
                    consumer.integers(UnsafeBufferPointer(batch))
                    filled = 0
                }
            }
            if filled > 0 { consumer.integers(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(batch)[..<filled])) }
            index = next
            if isClosed { position = .afterElement } else if index > begin { position = .element }
        }
    }

    @inlinable
    mutating func readNumber(
        _ input: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        to consumer: inout some JSONConsumer
    ) throws(JSONSyntaxError) {
        let start = index
        while index < input.count {
            guard let next = number.next(input[index]) else {
                guard number.isComplete else {
                    throw error(.unexpectedByte(input[index], expected: .digit), after: index - start, at: index)
                }
                if number == .zero, input[index] &- UInt8(ascii: "0") < 10 {
                    throw error(.leadingZero, after: index - start, at: index)
                }
                if carry.isEmpty {
                    try checkLength(index - start)
                    emitNumber(UnsafeBufferPointer(rebasing: input[start..<index]), to: &consumer)
                } else {
                    try append(input[start..<index])
                    carry.withUnsafeBufferPointer { emitNumber($0, to: &consumer) }
                }
                return
            }
            number = next
            index += 1
        }
        try append(input[start..<index])
    }

    /// Delivers a complete number: as an integer if it is short and plain, else as its text.
    @inlinable
    mutating func emitNumber(_ text: UnsafeBufferPointer<UInt8>, to consumer: inout some JSONConsumer) {
        if let value = Self.shortInteger(text) {
            consumer.integer(value, at: tokenOffset)
        } else {
            consumer.number(text, at: tokenOffset)
        }
        endValue()
    }

    @usableFromInline
    static func shortInteger(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.first == UInt8(ascii: "-") else { return DecimalDigits.integer(text) }
        // An integer has no −0.
        let magnitude = DecimalDigits.integer(UnsafeBufferPointer(rebasing: text.dropFirst()))
        return magnitude == 0 ? nil : magnitude.map { -$0 }
    }

    @usableFromInline
    mutating func append(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws(JSONSyntaxError) {
        try checkLength(carry.count + bytes.count)
        carry.append(contentsOf: bytes)
    }

    /// A token that is too long is reported at its beginning, which does not depend on the slices.
    @usableFromInline
    func checkLength(_ length: Int) throws(JSONSyntaxError) {
        guard length > limits.tokenBytes else { return }
        throw error(.tokenTooLong(limit: limits.tokenBytes), at: tokenOffset - fedBytes)
    }

    /// The error for a fault inside a token. If the token is too long already, that is the error, because it would be
    /// if a slice ended before the fault.
    ///
    /// - Parameter length: Bytes of the token in this slice before the fault.
    @usableFromInline
    func error(_ kind: JSONSyntaxError.Kind, after length: Int, at index: Int) -> JSONSyntaxError {
        carry.count + length > limits.tokenBytes
            ? error(.tokenTooLong(limit: limits.tokenBytes), at: tokenOffset - fedBytes) : error(kind, at: index)
    }
}
