/// Ranked values cut into strips: runs of neighbouring values that span at most a fraction of the tolerance.
struct ValueStrips {
    /// For each rank: its strip.
    private let stripOfRank: [Int32]
    /// For each strip: the range of strips that contain any value within r, and the range of strips entirely within r.
    private let nearest: [Range<Int>]
    private let wholly: [Range<Int>]

    /// - Parameter parts: A strip spans at most r / `parts`.
    init(_ ranking: ValueRanks, parts: Int) {
        let widest = ranking.r / Double(parts)
        var stripOfRank: [Int32] = []
        var begins: [Int] = []
        for (rank, value) in ranking.distinct.enumerated() {
            if begins.last.map({ value - ranking.distinct[$0] > widest }) ?? true { begins.append(rank) }
            stripOfRank.append(Int32(begins.count - 1))
        }
        let ends = begins.dropFirst() + [ranking.distinct.count]
        func strip(_ rank: Int32) -> Int { Int(stripOfRank[Int(rank)]) }
        var nearest: [Range<Int>] = []
        var wholly: [Range<Int>] = []
        for (begin, end) in zip(begins, ends) {
            let last = end - 1
            nearest.append(strip(ranking.lows[begin])..<(strip(ranking.highs[last]) + 1))
            // Ranks near every value of the strip: from the last value's lowest to the first value's highest.
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

    /// The strips that contain any value within r of a value of this strip.
    func near(_ strip: Int) -> Range<Int> { nearest[strip] }

    /// Whether every value of one strip is within r of every value of the other.
    func isWhollyNear(_ strip: Int, _ other: Int) -> Bool { wholly[strip].contains(other) }

    /// Sorts windows by the strip of an item. The sort is stable.
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
