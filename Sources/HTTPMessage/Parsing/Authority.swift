import Glibc

/// `uri-host [ ":" port ]` (RFC 9110 §7.2), as in `Host`. No user information.
struct Authority {
    /// Whether there is a host; without one, as in an empty `Host`, a target has no authority.
    let hasHost: Bool
    /// Whether there is a port of at least one digit.
    let hasPort: Bool

    /// Nil unless the bytes are a host, perhaps an empty one, with an optional port.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let hostEnd: Int
        if bytes.first == Byte.openBracket {
            guard let close = bytes.firstIndex(of: Byte.closeBracket), Self.isAddress(bytes.slice(1..<close)) else {
                return nil
            }
            hostEnd = close + 1
        } else {
            hostEnd = bytes.firstIndex(of: Byte.colon) ?? bytes.count
            guard Self.isRegisteredName(bytes.slice(0..<hostEnd)) else { return nil }
        }
        hasHost = hostEnd > 0
        hasPort = hostEnd + 1 < bytes.count
        guard hostEnd < bytes.count else { return }
        guard bytes[hostEnd] == Byte.colon, Self.isPort(bytes.slice(hostEnd + 1..<bytes.count)) else { return nil }
    }

    /// RFC 3986 §3.2.3: a port is digits, none included; beyond 16 bits there is none in TCP.
    private static func isPort(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var number = 0
        for byte in bytes {
            guard ByteSet.digit.contains(byte) else { return false }
            number = number * 10 + Int(byte - Byte.zero)
            guard number <= 0xFFFF else { return false }
        }
        return true
    }

    /// What stands between brackets (RFC 3986 §3.2.2): an IPv6 address, without a zone, or the like of a later family.
    private static func isAddress(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first else { return false }
        if first | 0x20 == 0x76 {
            // "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
            guard let dot = bytes.firstIndex(of: 0x2E), dot > 1, dot + 1 < bytes.count else { return false }
            return ByteSet.hexDigit.containsAll(of: bytes.slice(1..<dot))
                && ByteSet.laterAddress.containsAll(of: bytes.slice(dot + 1..<bytes.count))
        }
        // The longest is `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`; the platform's reader wants a NUL behind it.
        guard bytes.count <= 45, ByteSet.address.containsAll(of: bytes) else { return false }
        var address = in6_addr()
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 46) { text in
            for (index, byte) in bytes.enumerated() { text[index] = CChar(bitPattern: byte) }
            text[bytes.count] = 0
            guard let start = text.baseAddress else { return false }
            return inet_pton(AF_INET6, start, &address) == 1
        }
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
