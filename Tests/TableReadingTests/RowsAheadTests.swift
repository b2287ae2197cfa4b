import Dispatch
import ResourceMetering
import Synchronization
import TestSupport
import Testing

@testable import TableReading

/// Reading ahead on other threads changes nothing but the time.
@Suite("Rows ahead")
struct RowsAheadTests {
    /// Threads of every temper.
    enum Threads: SpareThreads, CaseIterable {
        /// Runs a job before the reader goes on.
        case prompt
        /// Runs jobs beside the reader.
        case concurrent
        /// Runs a job late, perhaps after its slice has ended.
        case late
        /// Has no time.
        case busy

        func start(_ job: @escaping @Sendable () -> Void) -> Bool {
            switch self {
            case .prompt: job()
            case .concurrent: DispatchQueue.global().async(execute: job)
            case .late: DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(2), execute: job)
            case .busy: return false
            }
            return true
        }
    }

    private static let kinds: [(name: String, header: String, plain: [String], odd: [String], end: String)] = [
        (
            "csv", "user_id,item_id,rating,timestamp\n", ["1,12,3.5,978300100", "27,3,,978300107", "1234567,9,4,5"],
            [
                // The lines within a field look like records, and pieces may begin with them.
                "7,8,\"x\n1,2,3,4\n5,6,7,8\ny\",978300103", "u2,\"a \"\"b\"\"\",,978300101.25", "3,NA,1,978300102",
                "4,5,6", "", "12345678,5,1,978300104",
            ], "\n"
        ),
        (
            "pairs", "", ["1 12", "1 13", "20 7", "1234567 7654321"],
            ["a b", "1\t14", " 2  7 ", "2 12345678", "0001 5"], "\n"
        ),
        (
            "tsv", "user_id\titem_id\ttimestamp\n", ["1\t2\t3", "17\t2\t900"], ["1\t2\t\"odd", "é\tü\t7", "1\t2"],
            "\r\n"
        ),
        ("labels", "user,item\n", ["u1,i2", "u1,i30000"], ["1,2", "\"u,1\",5"], "\n"),
    ]

    /// - Parameter calm: so many rows come before the first odd one. Only the first faults are listed, and their places must count the
    ///   rows that were read ahead.
    private static func text(
        _ number: Int,
        rows: Int,
        calm: Int,
        using generator: inout SeededGenerator
    ) -> [UInt8] {
        let kind = kinds[number]
        var text = kind.header
        // Stretches without an odd row, and stretches with many.
        var oddness = 0
        for row in 0..<rows {
            if row > calm, row % 500 == 0 { oddness = [0, 0, 1, 50].randomElement(using: &generator) ?? 0 }
            let isOdd = Int.random(in: 0..<1_000, using: &generator) < oddness
            text += ((isOdd ? kind.odd : kind.plain).randomElement(using: &generator) ?? "") + kind.end
        }
        return Array(text.utf8)
    }

    @Test("rows, faults and places are those of one thread", arguments: kinds.indices, Threads.allCases)
    func sameRows(_ number: Int, _ threads: Threads) {
        let seed = UInt64(number) + 41
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for (calm, parameters) in [(10, [:]), (20_000, [:]), (20_000, ["onError": "skip"])] {
            let bytes = Self.text(number, rows: 40_000, calm: calm, using: &generator)
            let alone = readLog(bytes, parameters, slices: [1 << 18])
            #expect(alone.rows > 20_000, "\(alone.details.prefix(300))")
            for _ in 0..<2 {
                let slices = (0..<60).map { _ in Int.random(in: 50_000...300_000, using: &generator) }
                #expect(readLog(bytes, parameters, slices: slices, threads: threads) == alone)
            }
        }
    }

    private static func ahead(_ threads: any SpareThreads) throws -> RowsAhead {
        let planner = TablePlanner(options: ReadingOptions(), purpose: .log, memberNames: [])
        let sample = Array("user,item,time\n1,2,3\n1,3,4\n2,2,5\n".utf8)
        let planning = sample.withUnsafeBufferPointer { planner.plan($0, isComplete: true) }
        let plan = try #require(planning.plan)
        guard case .delimited(let structure) = plan.structure, case .log(let roles) = plan.roles else {
            throw TableFault(.structure, at: .whole, "not a log of delimited text")
        }
        let records = try #require(IntegerRecords(structure, roles, longest: 1 << 20))
        return RowsAhead(records, threads)
    }

    @Test("each piece is read once, by a spare thread or by nobody")
    func pieces() throws {
        let ahead = try Self.ahead(Threads.prompt)
        let text = Array(String(repeating: "12,345,678900\n", count: 10_000).utf8)
        text.withUnsafeBytes { bytes in
            ahead.beginSlice(bytes)
            defer { ahead.endSlice() }
            var begin = 0
            var rows = 0
            while let next = ahead.nextBegin(after: begin) {
                #expect(next % 14 == 0)
                #expect(ahead.rows(at: next + 1) == nil)
                guard let found = ahead.rows(at: next) else { break }
                #expect(found.users.allSatisfy { $0 == 12 } && found.items.allSatisfy { $0 == 345 })
                #expect(found.times.count == found.items.count && found.times.allSatisfy { $0 == 678_900 })
                #expect(found.end - next == 14 * found.items.count)
                // Whoever asks again has to read.
                #expect(ahead.rows(at: next) == nil)
                rows += found.items.count
                begin = next
            }
            // The first piece is the reader's own, and the last record may continue beyond the bytes.
            #expect(7_400...7_500 ~= rows)
        }
        #expect(ahead.nextBegin(after: 0) == nil)
    }

    @Test("a reader waits for no thread that has not begun")
    func busy() throws {
        let ahead = try Self.ahead(Threads.busy)
        let text = Array(String(repeating: "12,345,678900\n", count: 10_000).utf8)
        text.withUnsafeBytes { bytes in
            ahead.beginSlice(bytes)
            let first = ahead.nextBegin(after: 0)
            #expect(first.map { ahead.rows(at: $0) == nil } == true)
            ahead.endSlice()
        }
        // Less than two pieces is read by the reader alone.
        text.prefix(2 * RowsAhead.leastBytes - 1).withUnsafeBytes { bytes in
            ahead.beginSlice(bytes)
            #expect(ahead.nextBegin(after: 0) == nil)
            ahead.endSlice()
        }
    }
}
