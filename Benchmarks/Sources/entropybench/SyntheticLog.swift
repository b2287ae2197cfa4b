import Glibc

/// Generates a log like those of recommenders: geometric lengths, items by Zipf's law, some of them repeats. It is seeded.
enum SyntheticLog {
    /// - Parameters:
    ///   - tokens: The approximate number of items of all users together. 50 million items make 500,000 users.
    ///   - meanLength: The mean length of a user's sequence.
    ///   - catalogue: The number of different items.
    ///   - repeats: The share of a user's items that the user already had.
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
                    // Zipf's law with exponent 1: the logarithm of the rank is uniform.
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
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}
