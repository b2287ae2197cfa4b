import Glibc

/// A seeded log as recommenders have them: users of geometric lengths, items by Zipf's law, some of them repeats.
struct SyntheticLog {
    /// One user after another.
    private(set) var items: [UInt32] = []
    private(set) var lengths: [Int] = []

    /// - Parameters:
    ///   - tokens: About how many items there are, all users together.
    ///   - meanLength: Of a user's sequence.
    ///   - catalogue: How many items there are to choose from.
    ///   - repeats: The share of a user's items that he or she had before.
    init(tokens: Int, meanLength: Int = 100, catalogue: Int = 1_000_000, repeats: Double = 0.2, seed: UInt64) {
        var random = SplitMix(state: seed)
        items.reserveCapacity(tokens + 10 * meanLength)
        let logCatalogue = log(Double(catalogue))
        while items.count < tokens {
            let length = 1 + min(Int(-log(1 - random.uniform()) * Double(meanLength)), 4_000)
            let begin = items.count
            for place in 0..<length {
                if place > 0, random.uniform() < repeats {
                    items.append(items[begin + Int(random.uniform() * Double(place))])
                } else {
                    // The rank's logarithm is uniform: Zipf's law with exponent 1.
                    items.append(UInt32(exp(random.uniform() * logCatalogue)))
                }
            }
            lengths.append(length)
        }
    }

    func forEachUser(_ body: (Int, UnsafeBufferPointer<UInt32>) -> Void) {
        items.withUnsafeBufferPointer { items in
            var begin = 0
            for (user, length) in lengths.enumerated() {
                body(user, UnsafeBufferPointer(rebasing: items[begin..<begin + length]))
                begin += length
            }
        }
    }

    /// `{"sequences":[[…],…]}`
    var json: [UInt8] {
        var text = Array("{\"sequences\":[".utf8)
        text.reserveCapacity(items.count * 8)
        forEachUser { user, sequence in
            text.append(contentsOf: (user > 0 ? ",[" : "[").utf8)
            for (place, item) in sequence.enumerated() {
                if place > 0 { text.append(UInt8(ascii: ",")) }
                Self.append(Int(item), to: &text)
            }
            text.append(UInt8(ascii: "]"))
        }
        text.append(contentsOf: "]}".utf8)
        return text
    }

    /// `user item` lines, grouped by user.
    var lines: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(items.count * 14)
        forEachUser { user, sequence in
            for item in sequence {
                Self.append(user, to: &text)
                text.append(UInt8(ascii: " "))
                Self.append(Int(item), to: &text)
                text.append(UInt8(ascii: "\n"))
            }
        }
        return text
    }

    private static func append(_ integer: Int, to text: inout [UInt8]) {
        let begin = text.count
        var rest = integer
        repeat {
            text.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        text[begin...].reverse()
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
