/// What a JSON text may cost its reader.
public struct JSONLimits: Sendable, Hashable {
    /// How many arrays and objects may be open at once.
    public var depth: Int
    /// The longest string, key or number in bytes; bounds what is kept of a token that spans several slices.
    public var tokenBytes: Int
    /// How many values and keys a tree may hold. The tokenizer, which keeps none, does not look at it.
    public var nodes: Int

    public init(depth: Int = 64, tokenBytes: Int = 1 << 20, nodes: Int = 1 << 20) {
        self.depth = depth
        self.tokenBytes = tokenBytes
        self.nodes = nodes
    }
}
