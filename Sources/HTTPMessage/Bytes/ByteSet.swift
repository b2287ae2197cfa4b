/// A set of ASCII bytes as two machine words: one shift and one mask per lookup.
struct ByteSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ characters: StaticString...) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for text in characters {
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

    /// `tchar` (RFC 9110 §5.6.2).
    static let token = ByteSet("!#$%&'*+-.^_`|~", digits, letters)
    /// `pchar`, "/" and "?" (RFC 3986 §3.3, §3.4) but for "%", which needs two digits behind it.
    static let pathAndQuery = ByteSet("-._~", "!$&'()*+,;=", ":@/?", digits, letters)
    /// What RFC 3986 §2.3 calls unreserved, and "/".
    static let unreservedPath = ByteSet("-._~/", digits, letters)
    /// `reg-name` (RFC 3986 §3.2.2) but for "%".
    static let registeredName = ByteSet("-._~", "!$&'()*+,;=", digits, letters)
    /// What an IPv6 address consists of (RFC 3986 §3.2.2).
    static let address = ByteSet(":.", digits, "abcdefABCDEF")
    /// What an address of a later family consists of, behind its version (`IPvFuture`).
    static let laterAddress = ByteSet("-._~", "!$&'()*+,;=", ":", digits, letters)
    static let hexDigit = ByteSet(digits, "abcdefABCDEF")
    static let digit = ByteSet(digits)

    private static let digits: StaticString = "0123456789"
    private static let letters: StaticString = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
}
