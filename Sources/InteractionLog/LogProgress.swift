/// How far the reading of a log has come.
public struct LogProgress: Sendable, Hashable {
    /// Bytes of text read.
    public var bytes = 0
    /// Items in them.
    public var tokens = 0

    public init() {}
}
