import ResourceMetering

/// Scratch memory for measuring one sequence after another, shared by all pattern lengths and maximal lengths.
///
/// It grows with the longest sequence and is reused, so a sequence costs no allocation once it is large enough.
struct EntropyScratch: Sendable {
    var filter = RepeatFilter()
    var windows = WindowScratch()
    var parser = LempelZivParser()
    var tally: WorkTally

    init(meter: WorkMeter) {
        tally = WorkTally(meter)
    }

    /// Memory in bytes.
    var bytes: Int { filter.bytes + windows.bytes + parser.bytes }

    /// Tables that do not grow with the sequence, and what the allocator adds to each array.
    private static let fixedBytes = 16 << 10

    /// The most memory for sequences of at most `items` items, in bytes.
    static func bytes(items: Int, options: EntropyOptions) -> Int {
        let items = min(items, options.maxLength ?? items)
        var bytes = fixedBytes + RepeatFilter.bytes(items: items) + WindowScratch.bytes(windows: items)
        if options.measures.contains(.lempelZiv) { bytes += LempelZivParser.bytes(items: items) }
        // At r > 0 memory is taken for one sequence and given back.
        if options.r > 0 { bytes += items * ToleranceWindows.bytesPerValue(m: options.m.max() ?? 1) }
        return bytes
    }
}
