/// Ranked values cut into strips: runs of neighbouring values, all within a part of the tolerance of each other.
struct ValueStrips {
    /// Of each rank.
    private let stripOfRank: [Int32]
    /// Of each strip: the first and the last strip that holds a value near one of its own, and those it is wholly near.
    private let nearest: [Range<Int>]
    private let wholly: [Range<Int>]

    /// - Parameter parts: A strip is at most r / `parts` wide.
    init(_ ranking: ValueRanks, parts: Int) {
        let widest = ranking.r / Double(parts)
        var stripOfRank: [Int32] = []
        var begins: [Int] = []
        for (rank, value) in ranking.distinct.enumerated() {
            if begins.last.map({ value - ranking.distinct[$0] > widest }) ?? true { begins.append(rank) }
            stripOfRank.append(Int32(truncatingIfNeeded: begins.count - 1))
        }
        let ends = begins.dropFirst() + [ranking.distinct.count]
        func strip(_ rank: Int32) -> Int { Int(stripOfRank[Int(rank)]) }
        var nearest: [Range<Int>] = []
        var wholly: [Range<Int>] = []
        for (begin, end) in zip(begins, ends) {
            let last = end - 1
            nearest.append(strip(ranking.lows[begin])..<strip(ranking.highs[last]) + 1)
            // Near all of the strip are the ranks from the last one's lowest to the first one's highest.
            let (low, high) = (ranking.lows[last], ranking.highs[begin])
            let from = strip(low) + (begins[strip(low)] < Int(low) ? 1 : 0)
            let isCut = Int(high) + 1 < ranking.distinct.count && strip(high + 1) == strip(high)
            let to = strip(high) + (isCut ? 0 : 1)
            wholly.append(from..<max(from, to))
        }
        self.stripOfRank = stripOfRank
        self.nearest = nearest
        self.wholly = wholly
    }

    var count: Int { nearest.count }

    func strip(of rank: Int32) -> Int { Int(stripOfRank[Int(rank)]) }

    /// The strips that hold a value near one of the strip's.
    func near(_ strip: Int) -> Range<Int> { nearest[strip] }

    /// Whether every value of one strip is near every value of the other.
    func isWhollyNear(_ strip: Int, _ other: Int) -> Bool { wholly[strip].contains(other) }

    /// Windows in order of the strip of an item, and in their former order within a strip.
    func sort(_ windows: [Int32], byRank rank: (Int32) -> Int32) -> [Int32] {
        var places = [Int](repeating: 0, count: count + 1)
        for window in windows { places[strip(of: rank(window)) + 1] += 1 }
        for strip in 0..<count { places[strip + 1] += places[strip] }
        var sorted = [Int32](repeating: 0, count: windows.count)
        for window in windows {
            let strip = strip(of: rank(window))
            sorted[places[strip]] = window
            places[strip] += 1
        }
        return sorted
    }
}
