public import JSONText

/// What reading a log may cost.
public struct LogLimits: Sendable, Hashable {
    /// Bytes that labels, and interactions which do not come grouped by user, may take.
    public var memory: Int
    /// The longest line of a line format other than NDJSON, whose tokens `json` bounds, in bytes.
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
