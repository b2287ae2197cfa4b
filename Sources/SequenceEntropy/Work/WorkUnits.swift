/// What steps of the measures cost, in units of `WorkMeter`: nanoseconds of one core, as `Benchmarks/operations/kinds` measures them. Data
/// with many repeats cost less, long sequences of distinct items more, within a factor of two.
enum WorkUnits {
    /// An item of a sequence: its count, the filter of repeats, and its share of what is done once for each sequence.
    static let item = 4
    /// A sequence, whatever its length.
    static let sequence = 60
    /// A window that is looked at, and one that is counted in a table.
    static let gatheredWindow = 1
    static let countedWindow = 35
    /// A look into the dictionary of a Lempel-Ziv parse.
    static let lempelZivLookup = 20
    /// An item of a block whose compressed size is computed.
    static let compressedItem = 220
    /// A window of the pooled measure: written to its partition, and counted there.
    static let pooledWindow = 40
    /// A window that one pass of the pooled measure looks at.
    static let scannedWindow = 4
    /// A value that is sorted and ranked, at r > 0.
    static let rankedValue = 200
    /// A pair of cells of a tolerance grid, and eight windows that are compared in it.
    static let cellPair = 20
    static let comparedWindows = 2
    /// For each coordinate: two nodes of a tolerance tree that are compared, and two leaves.
    static let nodePair = 4
    static let leafPair = 250
}
