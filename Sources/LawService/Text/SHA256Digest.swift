import CCrypto

/// A SHA-256 digest (FIPS 180-4), computed by the system's libcrypto.
///
/// Two digests are compared in constant time, so the time of a comparison reveals nothing about either.
struct SHA256Digest: Sendable, Equatable {
    private let bytes: [UInt8]

    /// The digest of a text in UTF-8.
    init(_ text: some StringProtocol) {
        self.init(Array(text.utf8))
    }

    init(_ content: [UInt8]) {
        bytes = [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
            SHA256(content, content.count, digest.baseAddress)
            count = Int(SHA256_DIGEST_LENGTH)
        }
    }

    /// A digest that was computed elsewhere; `nil` unless the text is 64 hexadecimal digits.
    init?(hexadecimal: some StringProtocol) {
        let digits: [Int] = hexadecimal.utf8.compactMap { byte in
            let scalar = Unicode.Scalar(byte)
            return scalar.properties.isASCIIHexDigit ? Character(scalar).hexDigitValue : nil
        }
        guard digits.count == 2 * Int(SHA256_DIGEST_LENGTH), hexadecimal.utf8.count == digits.count else { return nil }
        bytes = stride(from: 0, to: digits.count, by: 2).map { place -> UInt8 in
            UInt8(16 * digits[place] + digits[place + 1])
        }
    }

    /// The 64 hexadecimal digits.
    var hexadecimal: String { prefix(bytes.count) }

    /// The bytes in Base64 (RFC 4648 §4).
    var base64: String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).map { start + $0 < bytes.count ? Int(bytes[start + $0]) : 0 }
            let number = group[0] << 16 | group[1] << 8 | group[2]
            let count = min(3, bytes.count - start) + 1
            for place in 0..<4 { text.append(place < count ? digits[number >> (18 - 6 * place) & 63] : "=") }
        }
        return text
    }

    static func == (first: SHA256Digest, second: SHA256Digest) -> Bool {
        CRYPTO_memcmp(first.bytes, second.bytes, first.bytes.count) == 0
    }

    /// The first `count` bytes in hexadecimal digits.
    func prefix(_ count: Int) -> String {
        bytes.prefix(count).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
