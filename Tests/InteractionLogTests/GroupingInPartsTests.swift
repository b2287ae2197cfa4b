import Glibc
import ResourceMetering
import Synchronization
import TableReading
import TemporaryStorage
import TestSupport
import Testing

@testable import InteractionLog

/// A log that no cache holds is put together in parts, on several threads.
@Suite("Grouping in parts")
struct GroupingInPartsTests {
    @Test(
        "users come in the same order from any number of threads, until no more are taken",
        arguments: 0..<4 as Range<UInt64>
    )
    func parallel(_ seed: UInt64) throws {
        var random = Seeded(seed)
        // Some users are longer than a part, which only the delivering thread puts together.
        let log = (0..<40_000).map { place in
            let user =
                Int.random(in: 0..<4, using: &random) == 0
                ? Int64.random(in: 0..<3, using: &random) : Int64(place % 3_001)
            return UserGroupingTests.Interaction(
                user: user,
                item: Int64(place % 211),
                time: TimeKey(seconds: Int64.random(in: 0..<99, using: &random))
            )
        }
        let expected = UserGroupingTests.expected(log)
        for threads in Build.isOptimised ? [1, 2, 5] : [2] {
            for mostUsers in [1, 700, Int.max] {
                let outcome = try UserGroupingTests.group(
                    log,
                    memory: 1 << 20,
                    partBytes: 8_000,
                    isStreaming: false,
                    threads: ThreadPool(threads: threads),
                    mostUsers: mostUsers
                )
                #expect(outcome.users == Array(expected.prefix(mostUsers)), "seed \(seed), \(threads) threads")
            }
        }
    }

    @Test("work that stops ends on all threads")
    func stop() throws {
        let log = (0..<60_000).map {
            UserGroupingTests.Interaction(user: Int64($0 * 7_919 % 20_011), item: 1, time: TimeKey(seconds: Int64($0)))
        }
        let spent = try {
            let meter = WorkMeter()
            _ = try UserGroupingTests.group(log, partBytes: 4_000, isStreaming: false, meter: meter)
            return meter.spent
        }()
        for share in 1...9 {
            let meter = WorkMeter(limit: spent * share / 10)
            let outcome = try UserGroupingTests.group(
                log,
                partBytes: 4_000,
                isStreaming: false,
                threads: ThreadPool(threads: 3),
                meter: meter
            )
            #expect(meter.isStopped && outcome.users.count < 20_011, "\(share) tenths")
        }
    }

    @Test("little memory costs one more copy of the runs, not one more pass for each part")
    func passes() throws {
        let log = (0..<60_000).map {
            UserGroupingTests.Interaction(user: Int64($0 * 7_919 % 20_011), item: 1, time: TimeKey(seconds: Int64($0)))
        }
        func units(_ memory: Int, partBytes: Int = 1 << 24) throws -> Int {
            let meter = WorkMeter()
            _ = try UserGroupingTests.group(log, memory: memory, partBytes: partBytes, isStreaming: false, meter: meter)
            return meter.spent
        }
        let (whole, parts) = (try units(1 << 30), try units(300_000))
        #expect(parts > whole && parts < 3 * whole, "\(whole) units in one part, \(parts) in many")
        // Small parts with much memory: 240 of them are written side by side.
        let many = try units(1 << 30, partBytes: 4_000)
        #expect(many > whole && many < 3 * whole, "\(whole) units in one part, \(many) in 240")
    }

    @Test("the part of each user is found", arguments: 0..<6 as Range<UInt64>)
    func places(_ seed: UInt64) {
        var random = Seeded(seed)
        let first = Int.random(in: 0...5_000, using: &random)
        var parts: [Range<Int>] = []
        // Parts of a single user, and parts of many.
        for _ in 0..<50 {
            let begin = parts.last?.upperBound ?? first
            parts.append(begin..<begin + (Bool.random(using: &random) ? 1 : Int.random(in: 1...3_000, using: &random)))
        }
        let places = PartPlaces(parts)
        for (place, part) in parts.enumerated() {
            #expect(part.allSatisfy { places.place(of: $0) == place }, "seed \(seed), part \(place)")
        }
    }

    private static func part(_ number: Int) -> OrderedParts.Part {
        .success(OrderedUsers(items: [UInt32(number)], neighbours: []))
    }

    @Test(
        "parts come in their order, two ahead at most, and large ones only when they are wanted",
        arguments: [1, 2, 4, 8]
    )
    func ahead(_ threads: Int) throws {
        let isSmall = (0..<200).map { $0 % 7 != 3 }
        // The part that is wanted, and then delivered.
        let present = Atomic<Int>(0)
        let faults = Mutex<[String]>([])
        let parts = OrderedParts(isSmall, ThreadPool(threads: threads)) { number in
            let present = present.load(ordering: .sequentiallyConsistent)
            if number > present + OrderedParts.mostAhead || (!isSmall[number] && number != present) {
                faults.withLock { $0.append("\(number) with \(present)") }
            }
            return Self.part(number)
        }
        for number in isSmall.indices {
            present.store(number, ordering: .sequentiallyConsistent)
            #expect(try parts.take()?.items == [UInt32(number)])
            // Time for the others to go as far ahead as they may.
            usleep(300)
        }
        #expect(try parts.take() == nil)
        parts.stop()
        #expect(faults.withLock { $0 } == [])
    }

    @Test("a part that cannot be read is an error at its place, and nothing runs after the end", arguments: [1, 3])
    func failure(_ threads: Int) throws {
        let running = Atomic<Int>(0)
        let parts = OrderedParts([Bool](repeating: true, count: 50), ThreadPool(threads: threads)) { number in
            running.wrappingAdd(1, ordering: .sequentiallyConsistent)
            defer { running.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
            return Result { () throws(SpillFile.Failure) in
                if number == 9 { _ = try SpillFile(folder: "/dev/null/none") }
                return try Self.part(number).get()
            }
        }
        for _ in 0..<9 { _ = try parts.take() }
        #expect(throws: SpillFile.Failure.self) { try parts.take() }
        parts.stop()
        #expect(running.load(ordering: .sequentiallyConsistent) == 0)
    }
}
