import CEpoll
import Glibc

/// An IPv4 or IPv6 address with a port, in the form of the socket calls.
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

    /// Binds a socket to this address.
    ///
    /// - Returns: 0, or the `errno`.
    func assign(to descriptor: CInt) -> CInt {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 ? 0 : errno }
        }
    }
}
