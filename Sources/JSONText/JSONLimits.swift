/// Bounds on a JSON text.
public struct JSONLimits: Sendable, Hashable {
    /// How deep arrays and objects may be nested.
    public var depth: Int
    /// The longest string, key or number in bytes. It bounds the memory for a token that spans several slices.
    public var tokenBytes: Int
    /// How many values and keys a tree may hold. The tokenizer keeps none, so it ignores this limit.
    public var nodes: Int

    public init(depth: Int = 64, tokenBytes: Int = 1 << 20, nodes: Int = 1 << 20) {
        self.depth = depth
        self.tokenBytes = tokenBytes
        self.nodes = nodes
    }
}
