/// The address on which a server listens.
public struct BoundAddress: Hashable, Sendable, CustomStringConvertible {
    /// As configured.
    public let host: String
    /// The actual port, also if any free one was requested.
    public let port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `host:port`. As in a URL, an IPv6 address has brackets.
    public var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
