import CEpoll
import Glibc

/// An IPv4 or IPv6 address with a port, or the path of a socket file, in the form of the socket calls.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length: socklen_t

    /// The first address that `host`, a name or a literal, resolves to.
    init(host: String, port: UInt16) throws(ServerError) {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &found)
        guard status == 0, let first = found, let address = first.pointee.ai_addr else {
            throw .unknownHost(host, reason: String(cString: gai_strerror(status)))
        }
        length = first.pointee.ai_addrlen
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(first.pointee.ai_addrlen)))
        }
        freeaddrinfo(found)
    }

    /// The longest path of a socket, in bytes.
    static let pathLimit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// The address of a socket file. A first `@` stands for the byte 0, which begins the name of a socket without a file.
    init(path: String) throws(ServerError) {
        var bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.pathLimit else {
            throw .pathTooLong(path, limit: Self.pathLimit)
        }
        let isAbstract = bytes[0] == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 } else { bytes.append(0) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? MemoryLayout<sa_family_t>.size
        storage.ss_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &storage) { $0[offset...].copyBytes(from: bytes) }
        length = socklen_t(offset + bytes.count)
    }

    /// The address that a socket is bound to.
    init(boundTo descriptor: CInt) throws(ServerError) {
        length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else { throw .system(call: "getsockname", errno: errno) }
    }

    var family: CInt { CInt(storage.ss_family) }

    var port: UInt16 {
        withUnsafeBytes(of: storage) { bytes in
            // In both families the port follows the family, in network byte order.
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// The path of a socket file, as `init(path:)` reads it.
    var path: String {
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? MemoryLayout<sa_family_t>.size
        return withUnsafeBytes(of: storage) { bytes in
            let name = bytes[min(offset, Int(length))..<Int(length)]
            guard name.first == 0 else { return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self) }
            return "@" + String(decoding: name.dropFirst(), as: UTF8.self)
        }
    }

    /// The host as a literal address.
    var numericHost: String {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = withPointer { getnameinfo($0, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) }
        return status == 0 ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    }

    /// Connects a socket to this address.
    ///
    /// - Returns: 0, or the `errno`.
    func connect(_ descriptor: CInt) -> CInt {
        withPointer { Glibc.connect(descriptor, $0, length) == 0 ? 0 : errno }
    }

    /// Sends a datagram to this address.
    ///
    /// - Returns: 0, or the `errno`.
    func send(_ bytes: [UInt8], from descriptor: CInt) -> CInt {
        withPointer { sendto(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), $0, length) >= 0 ? 0 : errno }
    }

    /// Binds a socket to this address.
    ///
    /// - Returns: 0, or the `errno`.
    func assign(to descriptor: CInt) -> CInt {
        withPointer { bind(descriptor, $0, length) == 0 ? 0 : errno }
    }

    private func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
        }
    }
}
