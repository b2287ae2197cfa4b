/// A set of ASCII bytes in two machine words: a lookup is one shift and one mask.
struct ByteSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ characters: StaticString...) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for text in characters {
            precondition(text.isASCII, "a byte set holds ASCII only")
            for index in 0..<text.utf8CodeUnitCount {
                let byte = text.utf8Start[index]
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
            }
        }
        self.low = low
        self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
    }

    func containsAll(of bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy(contains)
    }

    func containsAll(of bytes: UnsafeRawBufferPointer) -> Bool {
        for byte in bytes where !contains(byte) { return false }
        return true
    }

    /// Whether the set has all bytes, where "%" and two hexadecimal digits stand for any byte (RFC 3986 §2.1). The set itself must not
    /// have "%".
    func containsAllEscaped(of bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            if contains(bytes[index]) {
                index &+= 1
                continue
            }
            guard bytes[index] == Byte.percent, index + 2 < bytes.count, ByteSet.hexDigit.contains(bytes[index + 1]),
                ByteSet.hexDigit.contains(bytes[index + 2])
            else { return false }
            index &+= 3
        }
        return true
    }

    /// `tchar` (RFC 9110 §5.6.2).
    static let token = ByteSet("!#$%&'*+-.^_`|~", digits, letters)
    /// `pchar`, "/" and "?" (RFC 3986 §3.3, §3.4) without "%", which two hexadecimal digits must follow.
    static let pathAndQuery = ByteSet("-._~", "!$&'()*+,;=", ":@/?", digits, letters)
    /// The unreserved characters (RFC 3986 §2.3) and "/".
    static let unreservedPath = ByteSet("-._~/", digits, letters)
    /// `reg-name` (RFC 3986 §3.2.2) without "%".
    static let registeredName = ByteSet("-._~", "!$&'()*+,;=", digits, letters)
    /// The characters of an IPv6 address (RFC 3986 §3.2.2).
    static let ipv6Address = ByteSet(":.", digits, "abcdefABCDEF")
    /// The characters of an `IPvFuture` address after its version (RFC 3986 §3.2.2).
    static let futureAddress = ByteSet("-._~", "!$&'()*+,;=", ":", digits, letters)
    static let hexDigit = ByteSet(digits, "abcdefABCDEF")
    static let digit = ByteSet(digits)

    private static let digits: StaticString = "0123456789"
    private static let letters: StaticString = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
}
