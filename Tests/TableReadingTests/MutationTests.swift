import TestSupport
import Testing

@testable import TableReading

@Suite("Damaged files")
struct MutationTests {
    /// Bytes that mean something to some format.
    private static let telling: [UInt8] =
        Array("\"\\,;\t|:\n\r {}[]-.e0NnT/@%'".utf8) + [0, 0x1F, 0x80, 0xC3, 0xEF, 0xFF]

    private static func damaged(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let byte = telling.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &generator)))
            default: bytes.insert(contentsOf: bytes[..<min(place, 40)], at: place)
            }
        }
        return bytes
    }

    @Test("a damaged file never breaks the reader, and is read alike however it is cut", arguments: try Fixture.cases())
    func damage(_ reading: Fixture.Case) throws {
        let bytes = try Fixture.bytes(reading.file)
        for seed in 0..<UInt64(12) {
            var generator = SeededGenerator(seed: seed &* 7_919 &+ UInt64(bytes.count))
            let damaged = Self.damaged(bytes, using: &generator)
            let length = Int.random(in: 1...40, using: &generator)
            if reading.isFit {
                let whole = readExperiments(damaged, reading.query)
                #expect(
                    readExperiments(damaged, reading.query, slices: [length]) == whole,
                    "seed \(seed), slices of \(length)"
                )
            } else {
                // A damaged gzip stream is refused for one reason, after what was decoded before it.
                let isGzip = damaged.starts(with: [0x1F, 0x8B])
                let whole = readLog(damaged, reading.query)
                let cut = readLog(damaged, reading.query, slices: [length])
                #expect(
                    isGzip ? cut.faults.first?.kind == whole.faults.first?.kind : cut == whole,
                    "seed \(seed), slices of \(length)"
                )
            }
        }
    }

    @Test("pieces of a file that begin at records give the rows of the file")
    func pieces() throws {
        let rows = (0..<400).map {
            "\($0 % 7),\($0 % 3 == 0 ? "i\($0)" : String($0)),\(978_300_000 + $0)\($0 % 11 == 0 ? ".5" : "")"
        }
        let lines = ["user,item,timestamp"] + rows
        let text = lines.map { $0 + "\n" }.joined()
        let whole = readLog(text)
        let planning = TablePlanner(purpose: .log)
        let plan = try #require(text.withBytes { planning.plan($0, isComplete: true) }.plan)
        var log = CollectedLog()
        for (begin, end) in [(0, 100), (100, 101), (101, 401)] {
            var reader = LogTableReader(plan, piece: TablePiece(line: begin + 1, isFirst: begin == 0))
            lines[begin..<end].map { $0 + "\n" }.joined().withBytes { reader.read($0, into: &log) }
            reader.finish(into: &log)
            #expect(reader.faults.isEmpty)
        }
        #expect(log == whole.log)
    }

    @Test("the sample ends where 64 KiB end, whatever follows")
    func sample() {
        let good = String(repeating: "1,5,978300100\n", count: 6_000)
        let outcome = readLog("user,item,timestamp\n" + good + "1,5,soon\n1,NA,978300100\n", ["onError": "refuse"])
        #expect(outcome.faults.map(\.place) == [.line(6_002, column: 5), .line(6_003, column: 3)])
        #expect(outcome.rows == 6_002)
    }

    @Test("a long record is refused, and memory is bounded")
    func longRecord() {
        let outcome = readLog(
            "user,item,title\n1,5,x\n1,6,\"" + String(repeating: "x", count: 1 << 21),
            slices: [1 << 16]
        )
        #expect(outcome.details.contains("line 3, column 1"))
        #expect(outcome.details.contains("longer than"))
    }
}
