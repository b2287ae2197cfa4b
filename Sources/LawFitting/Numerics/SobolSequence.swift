/// Sobol's low-discrepancy sequence with a fixed nested uniform scrambling: the points at which hyper-parameters are integrated.
///
/// Direction numbers are those of Joe and Kuo (SIAM J. Sci. Comput. 30, 2008; file `new-joe-kuo-6`). The scrambling is Owen's,
/// by the hash of Laine and Karras as Burley revised it (JCGT 9, 2020). Integers only, so the points are the same bits on every
/// machine; nothing is random about them.
struct SobolSequence: Sendable {
    static let dimensionLimit = 16

    let dimension: Int
    /// 32 direction numbers by dimension.
    private let directions: [UInt32]
    private let seeds: [UInt32]

    init(dimension: Int) {
        precondition(1...Self.dimensionLimit ~= dimension)
        self.dimension = dimension
        directions = (0..<dimension).flatMap(Self.directions)
        seeds = (0..<dimension).map(Self.seed)
    }

    /// The coordinates of a point, each strictly inside (0, 1).
    func point(_ index: Int) -> [Double] {
        (0..<dimension).map { axis in
            var value: UInt32 = 0
            var rest = UInt32(truncatingIfNeeded: index)
            while rest != 0 {
                value ^= directions[(axis * 32) + rest.trailingZeroBitCount]
                rest &= rest &- 1
            }
            return (Double(Self.scrambled(value, seed: seeds[axis])) + 0.5) * 0x1p-32
        }
    }

    /// The point as standard normal numbers, one for each axis.
    func normals(_ index: Int) -> [Double] { point(index).map(NormalDistribution.quantile) }

    /// A different permutation for each axis.
    private static func seed(_ axis: Int) -> UInt32 {
        var state = SplitMix64(seed: 0x5EED_0F50_B015_E700 &+ UInt64(axis))
        return UInt32(truncatingIfNeeded: state.next())
    }

    /// Owen's nested uniform scrambling: every bit is flipped by a hash of the bits above it.
    private static func scrambled(_ value: UInt32, seed: UInt32) -> UInt32 {
        var x = reversed(value)
        x = x &+ seed
        x ^= x &* 0x6C50_B47C
        x ^= x &* 0xB82F_1E52
        x ^= x &* 0xC7AF_E638
        x ^= x &* 0x8D22_F6E6
        return reversed(x)
    }

    /// The bits in reverse order: bytes, then halves, pairs and single bits within each.
    private static func reversed(_ x: UInt32) -> UInt32 {
        var x = x.byteSwapped
        x = ((x & 0x0F0F_0F0F) << 4) | ((x >> 4) & 0x0F0F_0F0F)
        x = ((x & 0x3333_3333) << 2) | ((x >> 2) & 0x3333_3333)
        return ((x & 0x5555_5555) << 1) | ((x >> 1) & 0x5555_5555)
    }

    private static func directions(_ axis: Int) -> [UInt32] {
        var result = (0..<32).map { UInt32(1) << UInt32(31 - $0) }
        guard axis > 0 else { return result }
        let (coefficients, initial) = polynomials[axis - 1]
        let degree = initial.count
        for bit in 0..<32 {
            if bit < degree {
                result[bit] = initial[bit] << UInt32(31 - bit)
            } else {
                result[bit] = result[bit - degree] ^ (result[bit - degree] >> UInt32(degree))
                for k in 1..<max(degree, 1) where (coefficients >> UInt32(degree - 1 - k)) & 1 == 1 {
                    result[bit] ^= result[bit - k]
                }
            }
        }
        return result
    }

    /// The inner coefficients of the primitive polynomials and the first direction numbers, from the second dimension on.
    private static let polynomials: [(coefficients: UInt32, initial: [UInt32])] = [
        (0, [1]), (1, [1, 3]), (1, [1, 3, 1]), (2, [1, 1, 1]), (1, [1, 1, 3, 3]), (4, [1, 3, 5, 13]),
        (2, [1, 1, 5, 5, 17]), (4, [1, 1, 5, 5, 5]), (7, [1, 1, 7, 11, 19]), (11, [1, 1, 5, 1, 1]),
        (13, [1, 1, 1, 3, 11]), (14, [1, 3, 5, 5, 31]), (1, [1, 3, 3, 9, 7, 49]), (13, [1, 1, 1, 15, 21, 21]),
        (16, [1, 3, 1, 13, 27, 49]),
    ]
}
