/// The largest request that the server accepts.
public struct RequestLimits: Hashable, Sendable {
    /// Bytes of the request line without its line end; a longer one is answered 414.
    public var requestLineBytes = 8 * 1024
    /// Bytes of the request line and all fields, line ends included; a longer head is answered 431. The trailer section
    /// has the same limit.
    public var headBytes = 32 * 1024
    /// Field lines of a head, and of a trailer section; more are answered 431.
    public var fieldCount = 100
    /// Bytes of chunk extensions, in addition to a sixteenth of the body's data; more are answered 400. The server
    /// ignores all extensions, and without a limit a client could make it read gigabytes for a body of a few bytes.
    public var chunkExtensionBytes = 16 * 1024
    /// Bytes of an unwanted body that are read and discarded to keep the connection. If more would come, the connection
    /// is closed.
    public var discardedBodyBytes = 256 * 1024

    public init() {}
}
