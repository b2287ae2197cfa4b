import Testing

@testable import LawService

@Suite("SHA-256")
struct SHA256DigestTests {
    @Test(
        "gives the digests of FIPS 180-4's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func examples(text: String, digest: String) {
        #expect(SHA256Digest(text).prefix(32) == digest)
        #expect(SHA256Digest(text).prefix(12) == String(digest.prefix(24)))
    }

    @Test("is written in Base64, too")
    func base64() {
        // coreutils: printf abc | sha256sum | xxd -r -p | base64
        #expect(SHA256Digest("abc").base64 == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    }

    @Test("two digests are equal exactly if their texts are")
    func equality() {
        #expect(SHA256Digest("a") == SHA256Digest("a"))
        #expect(SHA256Digest("a") != SHA256Digest("b"))
    }
}
