public import JSONText

/// Bounds on reading a log.
public struct LogLimits: Sendable, Hashable {
    /// Bytes for labels, and for interactions that do not come grouped by user.
    public var memory: Int
    /// The longest record of delimited text, in bytes. `json` bounds its tokens, and lists have no limit there.
    public var lineBytes: Int
    /// The longest text of a file after decompression, in bytes.
    public var textBytes: Int
    /// How many bytes of text each compressed byte may hold, beyond the first 16 MiB; `nil` for any number.
    public var textRatio: Int?
    /// How many faults are listed; further ones are counted.
    public var faults: Int
    public var json: JSONLimits

    public init(
        memory: Int = 2 << 30,
        lineBytes: Int = 1 << 20,
        textBytes: Int = .max,
        faults: Int = 20,
        json: JSONLimits = JSONLimits(nodes: 100_000)
    ) {
        self.memory = memory
        self.lineBytes = lineBytes
        self.textBytes = textBytes
        self.faults = faults
        self.json = json
    }
}
