import CEpoll
import Glibc

/// An IPv4 or IPv6 address with a port, or the path of a socket file, in the form of the socket calls.
package struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length: socklen_t

    /// The first address that `host`, a name or a literal, resolves to.
    init(host: String, port: UInt16) throws(ServerError) {
        guard let first = try Self.all(host: host, port: port).first else {
            throw .unknownHost(host, reason: "it has no address")
        }
        self = first
    }

    /// Every address that `host`, a name or a literal, resolves to, in the order in which they are to be tried.
    package static func all(host: String, port: UInt16) throws(ServerError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &found)
        guard status == 0 else { throw .unknownHost(host, reason: String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(found) }
        var addresses: [SocketAddress] = []
        var next = found
        while let entry = next {
            if let address = entry.pointee.ai_addr {
                addresses.append(SocketAddress(copying: address, length: entry.pointee.ai_addrlen))
            }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    private init(copying address: UnsafePointer<sockaddr>, length: socklen_t) {
        self.length = length
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
    }

    /// The longest path of a socket, in bytes.
    static let pathLimit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// The address of a socket file. A first `@` stands for the byte 0, which begins the name of a socket without a file.
    package init(path: String) throws(ServerError) {
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

    package var family: CInt { CInt(storage.ss_family) }

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
    package func connect(_ descriptor: CInt) -> CInt {
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
