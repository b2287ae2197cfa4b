import Glibc
import ResourceMetering
import TemporaryStorage
import Testing

@Suite("Spilled words")
struct SpilledWordsTests {
    /// Appends records of up to six words. - Returns: All words, heads included.
    private static func fill(_ row: inout SpilledWords, _ numbers: Range<UInt32>) throws -> [UInt32] {
        var expected: [UInt32] = []
        for number in numbers {
            let words = [UInt32](repeating: number, count: Int(number % 7))
            try words.withUnsafeBufferPointer { try row.append((number, UInt32($0.count)), $0) }
            expected += [number, UInt32(words.count)] + words
        }
        return expected
    }

    private static func words(of row: SpilledWords) throws -> [UInt32] {
        var words: [UInt32] = []
        try row.forEachChunk { words += $0 }
        return words
    }

    @Test(
        "words come back in order from memory and from a file, and copies are independent",
        arguments: [1 << 16, 1 << 30]
    )
    func copies(_ residentBytes: Int) throws {
        var row = SpilledWords(residentBytes: residentBytes)
        let first = try Self.fill(&row, 0..<10_000)
        var copy = row
        let second = try Self.fill(&row, 10_000..<20_000)
        try [UInt32](repeating: 9, count: 3).withUnsafeBufferPointer { try copy.append((1, 3), $0) }
        #expect(try Self.words(of: row) == first + second && row.count == first.count + second.count)
        #expect(try Self.words(of: copy) == first + [1, 3, 9, 9, 9])
    }

    private static let threads: [any SpareThreads] = [NoSpareThreads(), ThreadPool(threads: 1), ThreadPool(threads: 3)]

    @Test("words that other threads write come back in order, also between writes and from copies", arguments: 0..<3)
    func writtenByOthers(_ number: Int) throws {
        var row = SpilledWords(residentBytes: 1 << 16, threads: Self.threads[number])
        var expected: [UInt32] = []
        for part in 0..<UInt32(6) {
            expected += try Self.fill(&row, part * 50_000..<(part + 1) * 50_000)
            #expect(try Self.words(of: row) == expected, "\(part)")
        }
        var copy = row
        let more = try Self.fill(&row, 0..<50_000)
        let others = try Self.fill(&copy, 7..<50_007)
        #expect(try Self.words(of: row) == expected + more)
        #expect(try Self.words(of: copy) == expected + others)
        // A record that is longer than the words that others write.
        let long = [UInt32](0..<300_000)
        try long.withUnsafeBufferPointer { try row.append((1, UInt32($0.count)), $0) }
        try row.append(copy)
        try row.spillAll()
        #expect(try Self.words(of: row) == expected + more + [1, 300_000] + long + expected + others)
        #expect(row.bytes == 0)
    }

    @Test("memory of long records does not hide behind writes of other threads")
    func longRecords() throws {
        // Nobody takes the offers, so three writes stay in memory.
        var row = SpilledWords(residentBytes: 1 << 16, threads: NoSpareThreads())
        let long = [UInt32](repeating: 7, count: 2_000_000)
        var expected: [UInt32] = []
        for number in 0..<UInt32(6) {
            try long.withUnsafeBufferPointer { try row.append((number, UInt32($0.count)), $0) }
            expected += [number, UInt32(long.count)] + long
            expected += try Self.fill(&row, 0..<20_000)
            #expect(row.bytes < 3 << 20, "\(number)")
        }
        #expect(try Self.words(of: row) == expected)
    }

    @Test("a write that fails on another thread is reported before its words are read", arguments: 0..<3)
    func failureOfOthers(_ number: Int) throws {
        let file = SpillFile(descriptor: open("/dev/full", O_RDWR), folder: "/dev")
        var row = SpilledWords(residentBytes: 1 << 16, file: file, threads: Self.threads[number])
        let failure = #expect(throws: SpillFile.Failure.self) {
            _ = try Self.fill(&row, 0..<20_000)
            _ = try Self.words(of: row)
        }
        #expect(failure?.operation == .write && failure?.code == ENOSPC)
        #expect(throws: SpillFile.Failure.self) { try Self.words(of: row) }
        #expect(throws: SpillFile.Failure.self) { try row.spillAll() }
    }

    @Test("a row is appended behind another, wherever the words of both are", arguments: [1 << 16, 1 << 30])
    func appending(_ residentBytes: Int) throws {
        var first = SpilledWords(residentBytes: residentBytes)
        var second = SpilledWords(residentBytes: 1 << 16)
        let expected = try Self.fill(&first, 0..<9_000) + Self.fill(&second, 9_000..<19_000)
        try first.append(second)
        let more = try Self.fill(&first, 19_000..<19_010)
        #expect(try Self.words(of: first) == expected + more && first.count == expected.count + more.count)
    }

    @Test("ranges of chunks are the words of the whole, wherever they are", arguments: [1 << 16, 1 << 22, 1 << 30])
    func ranges(_ residentBytes: Int) throws {
        var row = SpilledWords(residentBytes: residentBytes)
        var expected = try Self.fill(&row, 0..<200_000)
        for count in 1...row.chunkCount {
            var words: [UInt32] = []
            for part in 0..<count {
                try row.forEachChunk(row.chunkCount * part / count..<row.chunkCount * (part + 1) / count) {
                    words += $0
                }
            }
            guard words == expected else {
                Issue.record("\(count) ranges")
                return
            }
        }
        #expect(row.chunkCount > 2)
        // What is in memory comes after what is in the file.
        var other = SpilledWords(residentBytes: 1 << 30)
        expected += try Self.fill(&other, 0..<100_000)
        try row.append(other)
        #expect(try Self.words(of: row) == expected)
    }

    @Test("a chunk ends where a record ends, and memory stays within the bound")
    func chunks() throws {
        var row = SpilledWords(residentBytes: 1 << 16)
        for number in 0..<20_000 {
            _ = try Self.fill(&row, UInt32(number)..<UInt32(number + 1))
            // The array doubles its capacity.
            #expect(row.bytes <= 2 << 18)
        }
        var chunks = 0
        try row.forEachChunk { words in
            chunks += 1
            var index = 0
            while index < words.count { index += 2 + Int(words[index + 1]) }
            #expect(index == words.count)
        }
        #expect(chunks > 1)
        let meter = WorkMeter()
        var delivered = 0
        try row.forEachChunk(unless: meter) { _ in
            delivered += 1
            meter.stop(.departed)
        }
        #expect(delivered == 1)
    }

    @Test("many words lie in chunks in memory, within the bound, and in a file beyond it")
    func manyWords() throws {
        let residentBytes = 14 << 20
        let length: UInt32 = 250_000
        var row = SpilledWords(residentBytes: residentBytes)
        var inMemory = row
        var next: UInt32 = 0
        while row.count < 9 << 19 {
            let record = [UInt32](next..<next + length)
            try record.withUnsafeBufferPointer { try row.append((length, next), $0) }
            next += length
            // The first chunk doubles its capacity.
            #expect(row.bytes <= residentBytes + 4 << 20)
            if row.count < 2 << 20 { inMemory = row }
        }
        func check(_ row: SpilledWords) throws -> Int {
            var (chunks, words, number): (Int, Int, UInt32) = (0, 0, 0)
            try row.forEachChunk { chunk in
                chunks += 1
                words += chunk.count
                for begin in stride(from: 0, to: chunk.count, by: Int(length) + 2) {
                    #expect(chunk[begin] == length && chunk[begin + 1] == number && chunk[begin + 2] == number)
                    number += length
                    #expect(chunk[begin + 1 + Int(length)] == number - 1)
                }
            }
            #expect(words == row.count)
            return chunks
        }
        #expect(try check(inMemory) == 8)
        // Segments are smaller once there is a file.
        #expect(try check(row) > 4)
        try inMemory.spillAll()
        #expect(inMemory.bytes == 0)
        #expect(try check(inMemory) == 8)
    }
}
