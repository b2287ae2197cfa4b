/// `uri-host [ ":" port ]` (RFC 9110 §7.2), as in `Host`. No user information.
enum Authority {
    /// Whether the bytes are a host with an optional port. Empty is valid: a target may have no authority.
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let hostEnd: Int
        if bytes.first == Byte.openBracket {
            guard let close = bytes.firstIndex(of: Byte.closeBracket), close > 1,
                ByteSet.addressLiteral.containsAll(of: bytes.slice(1..<close))
            else { return false }
            hostEnd = close + 1
        } else {
            hostEnd = bytes.firstIndex(of: Byte.colon) ?? bytes.count
            guard isRegisteredName(bytes.slice(0..<hostEnd)) else { return false }
        }
        guard hostEnd < bytes.count else { return true }
        // RFC 3986 §3.2.3: a port is digits, none included.
        let port = bytes.slice(hostEnd + 1..<bytes.count)
        return bytes[hostEnd] == Byte.colon && port.count <= 5 && ByteSet.digit.containsAll(of: port)
    }

    private static func isRegisteredName(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            if bytes[index] == Byte.percent {
                guard index + 2 < bytes.count, ByteSet.hexDigit.contains(bytes[index + 1]),
                    ByteSet.hexDigit.contains(bytes[index + 2])
                else { return false }
                index += 3
            } else {
                guard ByteSet.registeredName.contains(bytes[index]) else { return false }
                index += 1
            }
        }
        return true
    }
}
