/// The codes of a block of deflate, and the bits that it takes with the code that zlib 1.2.13 chooses: the fixed one, one made
/// for the block, or none.
struct ZlibCodes: ~Copyable {
    /// Literals and matches since the last block.
    private(set) var symbols = 0
    /// How often each literal or length, and each distance, occurred since then. Beside the codes, because an array would be checked
    /// for other owners at each symbol.
    private let literalCounts = UnsafeMutablePointer<Int>.allocate(capacity: literalSymbols)
    private let distanceCounts = UnsafeMutablePointer<Int>.allocate(capacity: distanceSymbols)
    private var literals = HuffmanCode(
        fixedBits: (0..<literalSymbols).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 },
        extraBits: (0..<literalSymbols).map { $0 < 265 || $0 == 285 ? 0 : ($0 - 257) / 4 - 1 },
        longest: 15
    )
    private var distances = HuffmanCode(
        fixedBits: [Int](repeating: 5, count: distanceSymbols),
        extraBits: (0..<distanceSymbols).map { $0 < 4 ? 0 : $0 / 2 - 1 },
        longest: 15
    )
    /// How the lengths of both codes are written: a length, the last one again, or zeros.
    private var lengths = HuffmanCode(
        fixedBits: [Int](repeating: 0, count: 19),
        extraBits: (0..<19).map { $0 < 16 ? 0 : [2, 3, 7][$0 - 16] },
        longest: 7
    )

    private static let literalSymbols = 286
    private static let distanceSymbols = 30
    private static let endOfBlock = 256
    private static let (again, fewZeros, manyZeros) = (16, 17, 18)
    /// The order in which the lengths of the third code are written, so that the last ones are often zero and left out.
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    /// What begins a block: whether it is the last one, and which code it has.
    private static let headBits = 3

    init() { removeAll() }

    deinit {
        literalCounts.deallocate()
        distanceCounts.deallocate()
    }

    mutating func addLiteral(_ byte: UInt8) {
        literalCounts[Int(byte)] &+= 1
        symbols += 1
    }

    /// - Parameters:
    ///   - length: From 3 to 258.
    ///   - distance: From 1 to 32,768.
    mutating func addMatch(length: Int, distance: Int) {
        literalCounts[257 + Self.code(ofLength: length - 3)] &+= 1
        distanceCounts[Self.code(ofDistance: distance - 1)] &+= 1
        symbols += 1
    }

    private static func code(ofLength length: Int) -> Int {
        if length < 8 { return length }
        if length == 255 { return 28 }
        let exponent = Int.bitWidth - 1 - length.leadingZeroBitCount
        return 4 * (exponent - 1) + (length >> (exponent - 2)) & 3
    }

    private static func code(ofDistance distance: Int) -> Int {
        if distance < 4 { return distance }
        let exponent = Int.bitWidth - 1 - distance.leadingZeroBitCount
        return 2 * exponent + (distance >> (exponent - 1)) & 1
    }

    mutating func removeAll() {
        literalCounts.initialize(repeating: 0, count: Self.literalSymbols)
        distanceCounts.initialize(repeating: 0, count: Self.distanceSymbols)
        literalCounts[Self.endOfBlock] = 1
        symbols = 0
    }

    /// The bits of all blocks after this one has followed others.
    ///
    /// - Parameters:
    ///   - before: The bits of those before it.
    ///   - rawBytes: The bytes that the symbols stand for.
    mutating func bits(after before: Int, rawBytes: Int) -> Int {
        for symbol in 0..<Self.literalSymbols { literals.counts[symbol] = literalCounts[symbol] }
        for symbol in 0..<Self.distanceSymbols { distances.counts[symbol] = distanceCounts[symbol] }
        let body = literals.build()
        let matches = distances.build()
        let made = body.made + matches.made + bitsOfLengths()
        let fixed = body.fixed + matches.fixed
        // zlib compares bytes.
        let (madeBytes, fixedBytes) = ((made + 3 + 7) / 8, (fixed + 3 + 7) / 8)
        if rawBytes + 4 <= min(madeBytes, fixedBytes) {
            // Bytes as they are begin at a whole byte, after their number and its complement.
            return (before + Self.headBits + 7) / 8 * 8 + 32 + 8 * rawBytes
        }
        return before + Self.headBits + (fixedBytes <= madeBytes ? fixed : made)
    }

    /// What the lengths of both codes take.
    private mutating func bitsOfLengths() -> Int {
        lengths.removeAll()
        countRuns(of: literals.usedLengths)
        countRuns(of: distances.usedLengths)
        let bits = lengths.build().made
        let written = (Self.order.lastIndex { lengths.lengths[$0] != 0 } ?? 0) + 1
        return bits + 3 * max(4, written) + 5 + 5 + 4
    }

    /// zlib's `scan_tree`: a run of equal lengths is written as one symbol.
    private mutating func countRuns(of codeLengths: ArraySlice<Int>) {
        var last = -1
        var index = codeLengths.startIndex
        while index < codeLengths.endIndex {
            let length = codeLengths[index]
            // The first of a run of new lengths is written as it is, so that a run of 7 is the longest.
            let (fewest, most) = length == 0 ? (3, 138) : length == last ? (3, 6) : (4, 7)
            let rest = codeLengths[index...].prefix(most)
            let count = rest.firstIndex { $0 != length }.map { $0 - index } ?? rest.count
            if count < fewest {
                lengths.counts[length] += count
            } else if length != 0 {
                if length != last { lengths.counts[length] += 1 }
                lengths.counts[Self.again] += 1
            } else {
                lengths.counts[count <= 10 ? Self.fewZeros : Self.manyZeros] += 1
            }
            last = length
            index += count
        }
    }
}
