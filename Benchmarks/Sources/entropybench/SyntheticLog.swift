import Glibc

/// A seeded log as recommenders have them: users of geometric lengths, items by Zipf's law, some of them repeats.
enum SyntheticLog {
    /// - Parameters:
    ///   - tokens: About how many items there are, all users together: 50 million make 500,000 users.
    ///   - meanLength: Of a user's sequence.
    ///   - catalogue: How many items there are to choose from.
    ///   - repeats: The share of a user's items that he or she had before.
    static func make(
        tokens: Int,
        meanLength: Int = 100,
        catalogue: Int = 1_000_000,
        repeats: Double = 0.2,
        seed: UInt64
    ) -> InMemoryLog {
        var log = InMemoryLog()
        var random = SplitMix(state: seed)
        log.items.reserveCapacity(tokens + 10 * meanLength)
        let logCatalogue = Glibc.log(Double(catalogue))
        while log.items.count < tokens {
            let length = 1 + min(Int(-Glibc.log(1 - random.uniform()) * Double(meanLength)), 4_000)
            let begin = log.items.count
            for place in 0..<length {
                if place > 0, random.uniform() < repeats {
                    log.items.append(log.items[begin + Int(random.uniform() * Double(place))])
                } else {
                    // The rank's logarithm is uniform: Zipf's law with exponent 1.
                    log.items.append(UInt32(exp(random.uniform() * logCatalogue)))
                }
            }
            log.lengths.append(length)
        }
        return log
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct SplitMix {
    var state: UInt64

    mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ z >> 31) >> 11) * 0x1p-53
    }
}
