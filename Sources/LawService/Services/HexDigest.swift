/// The beginning of a digest in hexadecimal digits.
enum HexDigest {
    static func text(_ digest: some Sequence<UInt8>, bytes: Int) -> String {
        digest.prefix(bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
