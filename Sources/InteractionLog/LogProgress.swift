/// How much of a log has been read.
public struct LogProgress: Sendable, Hashable {
    /// Bytes of text.
    public let bytes: Int
    /// Items in them.
    public let tokens: Int
}
