/// The number of bytes that zlib writes at level 6, without writing them.
///
/// The measure needs the size alone. The choices are those of zlib 1.2.13: which matches it finds (`ZlibMatches`) and takes
/// (`deflate_slow`), where it begins a new code, and what the code takes (`ZlibCodes`). So the size is the same, byte for byte. The
/// tests compare it with the library's.
///
/// An instance keeps its memory from block to block.
struct ZlibSize: ~Copyable {
    /// zlib moves its window beyond this, which is not imitated.
    static let mostBytes = ZlibMatches.mostBytes

    /// After a match of this length zlib does not look for a longer one.
    private static let lazyLength = 16
    /// A match of three bytes farther away than this costs more than three literals.
    private static let farthestShortest = 4_096
    /// Literals and matches that share a code.
    private static let codedSymbols = 16_383

    private let matches = ZlibMatches()
    private var codes = ZlibCodes()

    /// The size of the compressed numbers in bytes, with zlib's header and checksum.
    ///
    /// - Parameter numbers: At most 16,318 numbers, which are written as four bytes each, the highest first.
    mutating func callAsFunction(bigEndian numbers: UnsafeBufferPointer<UInt32>) -> Int {
        matches.prepare(bigEndian: numbers)
        return parse(4 * numbers.count)
    }

    /// zlib takes a match only if none that begins a byte later is longer.
    private mutating func parse(_ count: Int) -> Int {
        // The header.
        var bits = 16
        var (place, blockBegin) = (0, 0)
        var (length, start) = (ZlibMatches.shortest - 1, 0)
        var isLiteralOpen = false
        codes.removeAll()
        func endBlock(_ codes: inout ZlibCodes, at end: Int) {
            bits = codes.bits(after: bits, rawBytes: end - blockBegin)
            blockBegin = end
            codes.removeAll()
        }
        while place < count {
            let (lastLength, lastStart) = (length, start)
            length = ZlibMatches.shortest - 1
            if lastLength < Self.lazyLength, count - place >= ZlibMatches.shortest {
                (length, start) = matches.longest(at: place, of: count, longerThan: lastLength, otherwise: start)
                if length == ZlibMatches.shortest, place - start > Self.farthestShortest {
                    length = ZlibMatches.shortest - 1
                }
            }
            if lastLength >= ZlibMatches.shortest, length <= lastLength {
                codes.addMatch(length: lastLength, distance: place - 1 - lastStart)
                place += lastLength - 1
                length = ZlibMatches.shortest - 1
                isLiteralOpen = false
                if codes.symbols == Self.codedSymbols { endBlock(&codes, at: place) }
                continue
            }
            if isLiteralOpen {
                codes.addLiteral(matches.byte(at: place - 1))
                if codes.symbols == Self.codedSymbols { endBlock(&codes, at: place) }
            }
            isLiteralOpen = true
            place += 1
        }
        if isLiteralOpen { codes.addLiteral(matches.byte(at: place - 1)) }
        endBlock(&codes, at: count)
        // The checksum.
        return (bits + 7) / 8 + 4
    }
}
