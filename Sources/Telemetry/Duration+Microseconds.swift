extension Duration {
    /// Whole microseconds; 0 for a negative duration, and at most `UInt.max`.
    public var wholeMicroseconds: UInt {
        // The times of requests fit 64 bits in attoseconds, up to 9 s. Dividing 128 bits costs a hundred times as much.
        if let short = Int64(exactly: attoseconds) { return UInt(max(0, short) / 1_000_000_000_000) }
        return UInt(clamping: attoseconds / 1_000_000_000_000)
    }
}
