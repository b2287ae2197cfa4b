/// How much of a request is taken before it is refused.
public struct RequestLimits: Hashable, Sendable {
    /// Bytes of the request line without its line end; beyond: 414.
    public var requestLineBytes = 8 * 1024
    /// Bytes of the request line and all fields, line ends included; beyond: 431. Trailers have as much again.
    public var headBytes = 32 * 1024
    /// Field lines of a head, and of a trailer section; beyond: 431.
    public var fieldCount = 100
    /// Bytes of chunk extensions, all of which are ignored, that may come beyond a sixteenth of a body's data; beyond: 400.
    /// Without a bound, a client could make the server read gigabytes for a body of a few bytes.
    public var chunkExtensionBytes = 16 * 1024
    /// Bytes of a body that nobody wants which are read and dropped to keep a connection; beyond: it is closed.
    public var discardedBodyBytes = 256 * 1024

    public init() {}
}
