/// The matches that zlib 1.2.13 finds at level 6 (`longest_match`) in a block that is known as a whole.
///
/// zlib takes most of its time to follow chains of earlier places with the same three bytes, each a step to another part of memory.
/// Here all places are sorted by their three bytes first, and the places that zlib would visit lie side by side, with the
/// bytes that follow.
///
/// The tables are in memory of their own, so that a call copies none of them.
struct ZlibMatches: ~Copyable {
    /// zlib moves its window beyond this, which is not imitated.
    static let mostBytes = 65_274
    /// The lengths of matches.
    static let shortest = 3
    private static let longest = 258

    /// The most places that zlib looks at for a match at level 6.
    private static let mostPlaces = 128
    /// After a match of this length it looks at a quarter of the places.
    private static let goodLength = 8
    /// It is content with this length.
    private static let niceLength = 128
    /// How far back a match may begin.
    private static let mostDistance = 32_768 - 262
    private static let hashes = 1 << 15
    private static let slots = 1 << 16
    /// Places of a slot that are looked at, one by one, for those that begin with the same four bytes. It bounds the cost of a slot that
    /// many share.
    private static let mostSlotSteps = 16
    /// Zeros after the bytes, so that eight bytes can be loaded from wherever a comparison may end.
    private static let padding = longest + 16

    /// For each hash: where its places begin in the order by hash.
    private let begins: UnsafeMutablePointer<UInt32>
    /// For each place in a block: its index in the order by hash; and the places in that order.
    private let ranks: UnsafeMutablePointer<UInt16>
    private let places: UnsafeMutablePointer<UInt16>
    /// The first four bytes from each place on, by hash, and the four after them. There is room before them, because sixteen places up to
    /// any are loaded.
    private let firsts: UnsafeMutablePointer<UInt32>
    private let nexts: UnsafeMutablePointer<UInt32>
    /// For each slot: 1 more than the last place whose first four bytes have this slot; and the same for the place before each place.
    private let slotPlaces: UnsafeMutablePointer<UInt16>
    private let earlier: UnsafeMutablePointer<UInt16>
    /// The bytes of a block, and zeros.
    private let bytes: UnsafeMutablePointer<UInt8>

    init() {
        begins = .allocate(capacity: Self.hashes + 1)
        ranks = .allocate(capacity: Self.mostBytes)
        places = .allocate(capacity: Self.mostBytes)
        firsts = Self.words()
        nexts = Self.words()
        slotPlaces = .allocate(capacity: Self.slots)
        earlier = .allocate(capacity: Self.mostBytes)
        bytes = .allocate(capacity: Self.mostBytes + Self.padding)
    }

    private static func words() -> UnsafeMutablePointer<UInt32> {
        let room = UnsafeMutablePointer<UInt32>.allocate(capacity: Filter.group + mostBytes)
        room.initialize(repeating: 0, count: Filter.group)
        return room + Filter.group
    }

    deinit {
        begins.deallocate()
        ranks.deallocate()
        places.deallocate()
        (firsts - Filter.group).deallocate()
        (nexts - Filter.group).deallocate()
        slotPlaces.deallocate()
        earlier.deallocate()
        bytes.deallocate()
    }

    /// Takes the bytes of a block.
    ///
    /// - Parameter numbers: At most 16,318 numbers, which are written as four bytes each, the highest first.
    func prepare(bigEndian numbers: UnsafeBufferPointer<UInt32>) {
        let count = 4 * numbers.count
        precondition(count <= Self.mostBytes, "a block has at most \(Self.mostBytes) bytes")
        for (index, number) in numbers.enumerated() {
            UnsafeMutableRawPointer(bytes + 4 * index).storeBytes(of: number.bigEndian, as: UInt32.self)
        }
        (bytes + count).initialize(repeating: 0, count: Self.padding)
        sort(count)
    }

    func byte(at place: Int) -> UInt8 { bytes[place] }

    /// Sorts the places by hash, and by place within a hash.
    private func sort(_ count: Int) {
        begins.initialize(repeating: 0, count: Self.hashes + 1)
        slotPlaces.initialize(repeating: 0, count: Self.slots)
        let hashed = max(0, count - Self.shortest + 1)
        for place in 0..<hashed { begins[hash(place) + 1] &+= 1 }
        for hash in 0..<Self.hashes { begins[hash + 1] &+= begins[hash] }
        for place in 0..<hashed {
            let hash = hash(place)
            let rank = begins[hash]
            begins[hash] = rank &+ 1
            ranks[place] = UInt16(truncatingIfNeeded: rank)
            places[Int(rank)] = UInt16(truncatingIfNeeded: place)
            let head = head(place)
            firsts[Int(rank)] = UInt32(truncatingIfNeeded: head)
            nexts[Int(rank)] = UInt32(truncatingIfNeeded: head >> 32)
            let slot = Int((UInt32(truncatingIfNeeded: head) &* 0x9E37_79B1) >> 16)
            earlier[place] = slotPlaces[slot]
            slotPlaces[slot] = UInt16(truncatingIfNeeded: place &+ 1)
        }
        // Now each entry is the end of its hash, which is where the next one begins.
    }

    /// zlib's hash of three bytes. Some triples share one, and count among the places that are looked at.
    private func hash(_ place: Int) -> Int {
        let (first, second, third) = (Int(bytes[place]), Int(bytes[place &+ 1]), Int(bytes[place &+ 2]))
        return (first << 10 ^ second << 5 ^ third) & (Self.hashes - 1)
    }

    private func head(_ place: Int) -> UInt64 {
        UnsafeRawPointer(bytes + place).loadUnaligned(as: UInt64.self).littleEndian
    }

    /// The nearest of the longest matches among the places that zlib looks at, if it is longer than the last one.
    func longest(
        at place: Int,
        of count: Int,
        longerThan lastLength: Int,
        otherwise lastStart: Int
    ) -> (length: Int, start: Int) {
        let rank = Int(ranks[place])
        let hash = hash(place)
        let first = hash == 0 ? 0 : Int(begins[hash - 1])
        // zlib uses place 0 as the end of a chain.
        let nearest = rank - 1
        guard nearest >= first, places[nearest] > 0, place - Int(places[nearest]) <= Self.mostDistance else {
            return (Self.shortest - 1, lastStart)
        }
        let limit = max(0, place - Self.mostDistance)
        let depth = lastLength >= Self.goodLength ? Self.mostPlaces / 4 : Self.mostPlaces
        let last = max(first, rank - depth)
        let rest = count - place
        let enough = min(Self.niceLength, rest)
        let head = head(place)
        var (best, start) = (lastLength, lastStart)
        if rest > Self.shortest {
            let word = UInt32(truncatingIfNeeded: head)
            var filter = filter(head, longerThan: max(best, Self.shortest))
            var steps = Self.mostSlotSteps
            // The place with this rank has the same four bytes, as the last one of the slot says, or it is one of the sixteen to look at.
            var index = rankWithWord(word, earlier[place], &steps) ?? nearest
            var isAlone = steps > 0
            search: while index >= last {
                // Few places are looked at together. Of many, few have the same four bytes, and each names the one before it.
                isAlone = isAlone && index &- last >= Filter.group
                let span = isAlone ? 1 : Filter.group
                var passing = isAlone ? filter.passing(rank: index) : filter.passing(upTo: index, from: last)
                while let rank = Filter.nearest(of: passing, upTo: index) {
                    passing ^= Filter.bit(of: rank, upTo: index)
                    let other = Int(places[rank])
                    // Only the nearest place may be as far away as the limit.
                    guard other > limit || rank == nearest else { break search }
                    let length = commonLength(place, head, other, rank, best)
                    guard length > max(best, Self.shortest) else { continue }
                    (best, start) = (length, other)
                    if length >= enough { return (min(best, rest), start) }
                    filter = self.filter(head, longerThan: best)
                    if !isAlone { passing &= filter.passing(upTo: index, from: last) }
                }
                if isAlone, let earlier = rankWithWord(word, earlier[Int(places[index])], &steps) {
                    index = earlier
                } else {
                    isAlone = false
                    index &-= span
                }
            }
            if best >= Self.shortest { return (min(best, rest), start) }
        }
        // Three bytes are equal at most, so the nearest place with them is the match.
        let filter = filter(head, longerThan: best)
        var index = nearest
        while index >= last {
            if let rank = Filter.nearest(of: filter.passing(upTo: index, from: last), upTo: index) {
                let other = Int(places[rank])
                return other > limit || rank == nearest ? (Self.shortest, other) : (min(best, rest), start)
            }
            index &-= Filter.group
        }
        return (min(best, rest), start)
    }

    /// The rank of the nearest place that begins with these four bytes; −1 if there is none.
    ///
    /// - Parameters:
    ///   - slot: 1 more than the nearest place that may, as `earlier` has it.
    ///   - steps: How many places may still be looked at.
    /// - Returns: `nil` if the slot has more places than that.
    @inline(__always)
    private func rankWithWord(_ word: UInt32, _ slot: UInt16, _ steps: inout Int) -> Int? {
        var slot = slot
        while slot > 0 {
            guard steps > 0 else { return nil }
            steps &-= 1
            let rank = Int(ranks[Int(slot) &- 1])
            if firsts[rank] == word { return rank }
            slot = earlier[Int(slot) &- 1]
        }
        return -1
    }

    /// What four bytes of a place must be, so that its match may be longer than the best.
    private struct Filter {
        /// Places that are looked at together.
        static let group = 16
        let words: UnsafeMutablePointer<UInt32>
        let word: UInt32
        let mask: UInt32

        /// Which of the sixteen places up to this one pass, the nearest in the highest of 16 bits; none before the last one.
        @inline(__always)
        func passing(upTo rank: Int, from last: Int) -> UInt32 {
            let begin = UnsafeRawPointer(words + (rank &- Self.group &+ 1))
            let (word, mask) = (SIMD4<UInt32>(repeating: word), SIMD4<UInt32>(repeating: mask))
            /// The bits of four places that pass. A literal of an array would be an array first.
            func passing(_ offset: Int, _ bit: UInt32) -> SIMD4<UInt32> {
                let words = begin.loadUnaligned(fromByteOffset: 4 * offset, as: SIMD4<UInt32>.self)
                let equal = unsafeBitCast((words ^ word) & mask .== .zero, to: SIMD4<UInt32>.self)
                return equal & SIMD4(bit &<< 0, bit &<< 1, bit &<< 2, bit &<< 3)
            }
            let all = (passing(0, 1) | passing(4, 1 << 4)) | (passing(8, 1 << 8) | passing(12, 1 << 12))
            let halves = unsafeBitCast(all, to: SIMD2<UInt64>.self)
            let both = halves[0] | halves[1]
            let bits = UInt32(truncatingIfNeeded: both | both &>> 32)
            return bits & UInt32.max &<< UInt32(truncatingIfNeeded: max(0, last &- rank &+ Self.group &- 1))
        }

        /// The same of one place alone.
        @inline(__always)
        func passing(rank: Int) -> UInt32 { (words[rank] ^ word) & mask == 0 ? 1 << UInt32(Self.group - 1) : 0 }

        /// The nearest of the places that pass.
        @inline(__always)
        static func nearest(of passing: UInt32, upTo rank: Int) -> Int? {
            passing == 0 ? nil : rank &- passing.leadingZeroBitCount &+ group
        }

        @inline(__always)
        static func bit(of place: Int, upTo rank: Int) -> UInt32 {
            1 &<< UInt32(truncatingIfNeeded: group &- 1 &- (rank &- place))
        }
    }

    @inline(__always)
    private func filter(_ head: UInt64, longerThan best: Int) -> Filter {
        best < 4
            ? Filter(words: firsts, word: UInt32(truncatingIfNeeded: head), mask: .max >> UInt32(8 * (3 - best)))
            : Filter(
                words: nexts,
                word: UInt32(truncatingIfNeeded: head >> 32),
                mask: .max >> UInt32(8 * max(0, 7 - best))
            )
    }

    /// How many bytes from two places on are equal; fewer if they are not more than the best.
    @inline(__always)
    private func commonLength(_ place: Int, _ head: UInt64, _ other: Int, _ rank: Int, _ best: Int) -> Int {
        let difference = (UInt64(nexts[rank]) << 32 | UInt64(firsts[rank])) ^ head
        guard difference == 0 else { return difference.trailingZeroBitCount >> 3 }
        // The longer match must have the bytes around its end in common.
        if best >= 8, self.head(place + best - 7) != self.head(other + best - 7) { return 8 }
        return commonLengthBeyondHead(place, other)
    }

    /// How many bytes from two places on are equal, of which the first eight are.
    private func commonLengthBeyondHead(_ place: Int, _ other: Int) -> Int {
        var length = 8
        while length < Self.longest {
            let difference = head(place + length) ^ head(other + length)
            if difference != 0 { return min(Self.longest, length + difference.trailingZeroBitCount >> 3) }
            length += 8
        }
        return Self.longest
    }
}
