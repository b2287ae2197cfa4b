import Glibc

/// `uri-host [ ":" port ]` (RFC 9110 §7.2), the syntax of `Host`. It has no user information.
struct Authority {
    /// Whether the host is not empty. An empty `Host` is valid, but a target needs a host.
    let hasHost: Bool
    /// Whether there is a port of at least one digit.
    let hasPort: Bool

    /// Nil if the bytes are not a host, possibly empty, with an optional port.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let hostEnd: Int
        if bytes.first == Byte.openBracket {
            guard let close = bytes.place(of: Byte.closeBracket), Self.isAddress(bytes.slice(1..<close)) else {
                return nil
            }
            hostEnd = close + 1
        } else {
            hostEnd = bytes.place(of: Byte.colon) ?? bytes.count
            guard ByteSet.registeredName.containsAllEscaped(of: bytes.slice(0..<hostEnd)) else { return nil }
        }
        hasHost = hostEnd > 0
        hasPort = hostEnd + 1 < bytes.count
        guard hostEnd < bytes.count else { return }
        guard bytes[hostEnd] == Byte.colon, Self.isPort(bytes.slice((hostEnd + 1)..<bytes.count)) else { return nil }
    }

    /// RFC 3986 §3.2.3: a port is a run of digits and may be empty. TCP has no port beyond 16 bits.
    private static func isPort(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var number = 0
        for byte in bytes {
            guard ByteSet.digit.contains(byte) else { return false }
            number = number * 10 + Int(byte - Byte.zero)
            guard number <= 0xFFFF else { return false }
        }
        return true
    }

    /// The text between brackets (RFC 3986 §3.2.2): an IPv6 address without a zone, or an `IPvFuture` address.
    private static func isAddress(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first else { return false }
        if first == UInt8(ascii: "v") || first == UInt8(ascii: "V") {
            // "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
            guard let dot = bytes.place(of: Byte.dot), dot > 1, dot + 1 < bytes.count else { return false }
            return ByteSet.hexDigit.containsAll(of: bytes.slice(1..<dot))
                && ByteSet.futureAddress.containsAll(of: bytes.slice((dot + 1)..<bytes.count))
        }
        // The longest address is `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`; `inet_pton` needs a NUL after it.
        guard bytes.count <= 45, ByteSet.ipv6Address.containsAll(of: bytes) else { return false }
        var address = in6_addr()
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 46) { text in
            for (index, byte) in bytes.enumerated() { text[index] = CChar(bitPattern: byte) }
            text[bytes.count] = 0
            guard let start = text.baseAddress else { return false }
            return inet_pton(AF_INET6, start, &address) == 1
        }
    }
}
