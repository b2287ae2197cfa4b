import CXXHash
import Glibc

/// Gives each label an index, in the order of first appearance. `TableReading` says which texts are
/// one label.
///
/// Small integers are found in an array, other labels in a hash table. Labels are compared, not only their hashes, so
/// the indices are exact.
public struct Vocabulary: Sendable {
    struct Text: Sendable {
        /// Where its UTF-8 is in `characters`.
        let range: Range<Int>
        /// Its finite numeric value, if it has one.
        let value: Double?
    }

    /// A reader checks `isFull` between two slices. A slice has far fewer labels than this margin.
    private static let margin = 1 << 24
    private static let fullReferences = LabelCode.referenceLimit - margin
    /// Below the number of entries that `HashIndex` can hold.
    private static let fullCount = (1 << 31) - margin

    /// Below this, integers are found in `direct` if one in sixteen of its entries is used: it takes at most 16 MiB.
    static let sparseLimit = 1 << 22
    private let sparseLimit: Int

    /// How many integers `append` takes at a time.
    private static let stretch = 512
    /// How many look-ups are made before the unknown integers among them are looked for: more than can be in flight at once.
    private static let lookups = 64

    /// The `LabelCode` of each index.
    private var codes: [UInt32] = []
    private(set) var wideIntegers: [Int64] = []
    private(set) var texts: [Text] = []
    private(set) var characters: [UInt8] = []
    /// Index + 1 of each small integer; 0 for none.
    private var direct: [UInt32] = []
    private var integerIndex = HashIndex()
    /// The integers that were added to `integerIndex`; nil if there are none.
    private var hashed: ClosedRange<Int64>?
    private var textIndex = HashIndex()
    /// Unknown to clients: they could otherwise choose labels that all hash to one slot. Odd, so that multiplying by it
    /// loses nothing.
    private let seed = UInt64.random(in: .min ... .max) | 1

    init(sparseLimit: Int = Self.sparseLimit) {
        self.sparseLimit = sparseLimit
    }

    /// How many labels there are.
    var count: Int { codes.count }

    /// Whether there is room only for the labels of the slice being read.
    var isFull: Bool {
        max(texts.count, wideIntegers.count) > Self.fullReferences || codes.count > Self.fullCount
    }

    /// Memory in bytes.
    var bytes: Int {
        (codes.capacity + direct.capacity) * 4 + wideIntegers.capacity * 8
            + texts.capacity * MemoryLayout<Text>.stride + characters.capacity + integerIndex.bytes + textIndex.bytes
    }

    func code(of index: UInt32) -> UInt32 { codes[Int(index)] }

    /// Appends the indices and the codes of integer labels, known or new. The integers are below 2^31.
    mutating func append(
        _ integers: UnsafeBufferPointer<UInt32>,
        indices: inout [UInt32],
        codes: inout [UInt32]
    ) {
        // A stretch stays in the nearest cache until it is done.
        var begin = 0
        while begin < integers.count {
            let end = min(begin + Self.stretch, integers.count)
            let stretch = UnsafeBufferPointer(rebasing: integers[begin..<end])
            let place = indices.count
            // Small integers are their own codes.
            codes.append(contentsOf: stretch)
            indices.append(contentsOf: stretch)
            indices.withUnsafeMutableBufferPointer { indices in
                guard let base = indices.baseAddress else { return }
                for first in stride(from: 0, to: stretch.count, by: Self.lookups) {
                    let some = stretch[first..<min(first + Self.lookups, stretch.count)]
                    find(UnsafeBufferPointer(rebasing: some), indices: base + place + first)
                }
            }
            begin = end
        }
    }

    /// Writes the index of each integer label, known or new.
    ///
    /// Nearly all are known small integers, and each of these takes one load. A load that misses the cache is slow, but
    /// many can be in flight at once. So the loop decides nothing by a loaded value; it only notes whether all are
    /// known.
    private mutating func find(
        _ integers: UnsafeBufferPointer<UInt32>,
        indices: UnsafeMutablePointer<UInt32>
    ) {
        var areAllKnown = true
        direct.withUnsafeBufferPointer { direct in
            for place in 0..<integers.count {
                let integer = Int(integers[place])
                let entry = integer < direct.count ? direct[integer] : 0
                indices[place] = entry &- 1
                areAllKnown = (entry != 0) ? areAllKnown : false
            }
        }
        if areAllKnown { return }
        // The same for those in the hash table, which are beyond the array: first their slots, then the labels that the slots stand for.
        let limit = direct.count
        for place in 0..<integers.count where Int(integers[place]) >= limit {
            indices[place] = integerIndex.likely(hash(Int64(integers[place])))
        }
        codes.withUnsafeBufferPointer { codes in
            for place in 0..<integers.count where Int(integers[place]) >= limit && indices[place] != .max {
                let isRight = codes[Int(indices[place])] == integers[place]
                indices[place] = isRight ? indices[place] : .max
            }
        }
        for place in 0..<integers.count where indices[place] == .max {
            indices[place] = index(of: Int64(integers[place]))
        }
    }

    /// The index of an integer label, known or new.
    mutating func index(of integer: Int64) -> UInt32 {
        if integer >= 0, integer < Int64(direct.count) {
            let entry = direct[Int(integer)]
            if entry != 0 { return entry - 1 }
        } else if let index = find(integer) {
            return index
        }
        return add(integer)
    }

    /// The index of a text, known or new. The text is no plain integer of 64 bits, which is a label of its own.
    mutating func index(of text: UnsafeBufferPointer<UInt8>) -> (index: UInt32, isNew: Bool) {
        let hash = XXH3_64bits_withSeed(text.baseAddress, text.count, seed)
        if let index = find(text, hash) { return (index, false) }
        let index = append(.text(texts.count))
        let begin = characters.count
        characters.append(contentsOf: text)
        texts.append(Text(range: begin..<characters.count, value: LabelValue.value(of: text)))
        textIndex.insert(index, hash)
        return (index, true)
    }

    // A closure in a method that changes this value would capture a copy of it.
    private func find(_ integer: Int64) -> UInt32? {
        integerIndex.find(hash(integer)) { self.integer(code: codes[$0]) == integer }
    }

    private func find(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> UInt32? {
        textIndex.find(hash) { hasText(text, code: codes[$0]) }
    }

    private mutating func add(_ integer: Int64) -> UInt32 {
        let index: UInt32
        if let small = UInt32(exactly: integer), small < LabelCode.integerLimit {
            index = append(.integer(small))
        } else {
            index = append(.wideInteger(wideIntegers.count))
            wideIntegers.append(integer)
        }
        growDirect(for: integer)
        if integer >= 0, integer < Int64(direct.count) {
            direct[Int(integer)] = index + 1
        } else {
            integerIndex.insert(index, hash(integer))
            hashed = min(hashed?.lowerBound ?? integer, integer)...max(hashed?.upperBound ?? integer, integer)
        }
        return index
    }

    /// - Returns: The new label's index.
    private mutating func append(_ code: LabelCode) -> UInt32 {
        // `direct` and `HashIndex` store the index + 1.
        precondition(codes.count < Int(UInt32.max), "indices have 32 bits")
        codes.append(code.rawValue)
        return UInt32(codes.count - 1)
    }

    /// Extends `direct` to an integer beyond its end, as long as about one in sixteen of its entries is used. Beyond `sparseLimit` it is one
    /// in four, so that the array takes no more memory than the hash table would. It grows by a factor, because all labels are looked at.
    private mutating func growDirect(for integer: Int64) {
        guard integer >= Int64(direct.count) else { return }
        let begin = direct.count
        let end: Int
        if integer < Int64(min(sparseLimit, 16 * count + 65_536)) {
            end = max(Int(integer) + 1, min(2 * begin, sparseLimit))
        } else {
            // Other labels have no entry here.
            end = min(4 * (count - texts.count - wideIntegers.count), Int(LabelCode.integerLimit))
            guard begin >= sparseLimit / 2, end >= 2 * begin, integer < Int64(end) else { return }
        }
        direct.append(contentsOf: repeatElement(0, count: end - begin))
        // Integers in this range were added to the hash table until now. Their entries there are no longer used.
        for index in 0..<UInt32(codes.count - 1) {
            guard let other = self.integer(code: codes[Int(index)]) else { continue }
            if other >= Int64(begin), other < Int64(end) { direct[Int(other)] = index + 1 }
        }
        if let hashed, hashed.lowerBound >= 0, hashed.upperBound < Int64(end) {
            (integerIndex, self.hashed) = (HashIndex(), nil)
        }
    }

    /// Multiplicative hashing: the high bits, which `HashIndex` uses, depend on all bits of the integer.
    private func hash(_ integer: Int64) -> UInt64 { UInt64(bitPattern: integer) &* seed }

    private func hasText(_ text: UnsafeBufferPointer<UInt8>, code: UInt32) -> Bool {
        guard case .text(let index) = LabelCode(code) else { return false }
        let range = texts[index].range
        guard range.count == text.count else { return false }
        return characters.withUnsafeBufferPointer { characters in
            guard let known = characters.baseAddress, let text = text.baseAddress else { return range.isEmpty }
            // A generic comparison would take ten times as long.
            return memcmp(known + range.lowerBound, text, range.count) == 0
        }
    }
}
