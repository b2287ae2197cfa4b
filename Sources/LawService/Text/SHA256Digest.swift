import CCrypto

/// A SHA-256 digest (FIPS 180-4), computed by the system's libcrypto.
///
/// Two digests are compared in constant time, so the time of a comparison reveals nothing about either.
struct SHA256Digest: Sendable, Equatable {
    private let bytes: [UInt8]

    /// The digest of a text in UTF-8.
    init(_ text: some StringProtocol) {
        let text = Array(text.utf8)
        bytes = [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
            SHA256(text, text.count, digest.baseAddress)
            count = Int(SHA256_DIGEST_LENGTH)
        }
    }

    static func == (first: SHA256Digest, second: SHA256Digest) -> Bool {
        CRYPTO_memcmp(first.bytes, second.bytes, first.bytes.count) == 0
    }

    /// The first `count` bytes in hexadecimal digits.
    func prefix(_ count: Int) -> String {
        bytes.prefix(count).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
