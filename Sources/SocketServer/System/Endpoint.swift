/// Where a server listens.
public enum Endpoint: Hashable, Sendable {
    /// A name or an address, and a port; port 0 means any free one. If a name has several addresses, the first one is used.
    case tcp(host: String, port: UInt16)
    /// A socket file that only the same user may open. A file that is left from a dead process is replaced.
    case unix(path: String)
    /// A listening socket that the process was started with. The server closes it when it stops.
    case inherited(descriptor: Int32)
}
