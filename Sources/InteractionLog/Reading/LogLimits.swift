public import JSONText

/// Bounds on reading a log.
public struct LogLimits: Sendable, Hashable {
    /// Bytes for labels, and for interactions that do not come grouped by user.
    public var memory: Int
    /// The longest line of a line format, in bytes. NDJSON has no such limit; `json` bounds its tokens.
    public var lineBytes: Int
    /// How many faults are listed; further ones are counted.
    public var faults: Int
    public var json: JSONLimits

    public init(
        memory: Int = 2 << 30,
        lineBytes: Int = 1 << 20,
        faults: Int = 20,
        json: JSONLimits = JSONLimits(nodes: 100_000)
    ) {
        self.memory = memory
        self.lineBytes = lineBytes
        self.faults = faults
        self.json = json
    }
}
