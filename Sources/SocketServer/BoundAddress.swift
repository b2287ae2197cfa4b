/// Where a server listens.
public struct BoundAddress: Hashable, Sendable, CustomStringConvertible {
    /// As configured.
    public let host: String
    /// The port that was taken, also when a free one was asked for.
    public let port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `host:port`, an IPv6 address in brackets, as in a URL.
    public var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
