import Testing

@testable import InteractionLog

@Suite("Hash index")
struct HashIndexTests {
    @Test("finds every index after growing many times", arguments: 0..<3 as Range<UInt64>)
    func growth(_ seed: UInt64) {
        var random = Seeded(seed)
        var table = HashIndex()
        var hashes: [UInt64] = []
        for index in 0..<20_000 {
            let hash = random.next()
            table.insert(UInt32(index), hash)
            hashes.append(hash)
        }
        let lost = hashes.indices.filter { index in
            table.find(hashes[index]) { hashes[$0] == hashes[index] } != UInt32(index)
        }
        #expect(lost == [], "seed \(seed)")
        #expect(table.find(random.next()) { _ in true } == nil)
        // The short search finds most, and nothing whose half hash is another one.
        var unlikely = 0
        for (index, hash) in hashes.enumerated() {
            let found = table.likely(hash)
            if found != UInt32(index) { unlikely += 1 }
            #expect(found == .max || hashes[Int(found)] >> 32 == hash >> 32, "seed \(seed)")
        }
        #expect(unlikely < hashes.count / 10, "seed \(seed): \(unlikely)")
        #expect(table.likely(random.next()) == .max)
        // At most two thirds full, and a power of two: between 1.5 and 3 slots per entry, plus rounding.
        #expect(table.bytes == 8 * 32_768)
    }

    /// Hashes that differ in their lower halves only, hashes that are equal, and hashes that all start at the last
    /// slot.
    @Test(
        "tells colliding hashes apart by the entries",
        arguments: [
            (0..<500).map { UInt64($0) }, Array(repeating: 42, count: 500), (0..<500).map { ~UInt64($0) },
            Array(repeating: .max, count: 500),
        ] as [[UInt64]]
    )
    func collisions(_ hashes: [UInt64]) {
        var table = HashIndex()
        for (index, hash) in hashes.enumerated() {
            #expect(table.find(hash) { $0 == index } == nil)
            table.insert(UInt32(index), hash)
        }
        for (index, hash) in hashes.enumerated() { #expect(table.find(hash) { $0 == index } == UInt32(index)) }
        #expect(table.find(hashes[0]) { _ in false } == nil)
    }

    @Test("asks only about entries whose upper half of the hash is equal")
    func upperHalf() {
        var table = HashIndex()
        for index in 0..<1_000 { table.insert(UInt32(index), UInt64(index) << 32) }
        var asked: [Int] = []
        _ = table.find(7 << 32 | 99) {
            asked.append($0)
            return false
        }
        #expect(asked == [7])
    }
}
