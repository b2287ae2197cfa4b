import Glibc

/// The address on which a server listens.
public enum BoundAddress: Hashable, Sendable, CustomStringConvertible {
    /// The host as configured, and the actual port, also if any free one was requested.
    case tcp(host: String, port: UInt16)
    case unix(path: String)

    /// Nil for a socket file.
    public var port: UInt16? {
        switch self {
        case .tcp(_, let port): port
        case .unix: nil
        }
    }

    /// `http://host:port`, or `unix:path`. As in a URL, an IPv6 address has brackets.
    public var description: String {
        switch self {
        case .tcp(let host, let port):
            host.utf8.contains(UInt8(ascii: ":")) ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// The address of a socket that the process was started with.
    public init(boundTo descriptor: Int32) throws(ServerError) {
        let address = try SocketAddress(boundTo: descriptor)
        if address.family == AF_UNIX {
            self = .unix(path: address.path)
        } else {
            self = .tcp(host: address.numericHost, port: address.port)
        }
    }
}
