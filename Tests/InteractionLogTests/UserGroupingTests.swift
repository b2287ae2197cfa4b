import ResourceMetering
import TableReading
import TemporaryStorage
import TestSupport
import Testing

@testable import InteractionLog

/// A grouping gets interactions in the order of a log. It must deliver what sorting all of them by user and time gives.
@Suite("Grouping by user")
struct UserGroupingTests {
    struct Interaction {
        let user: Int64
        let item: Int64
        let time: TimeKey?
    }

    struct Outcome {
        var users: [[String]] = []
        /// Users delivered before the end of the log.
        var streamed = 0
        var restarts = 0
        /// Bytes of all runs, in memory or in the file.
        var runBytes = 0
        var neighbours: [NeighbourCount] = []
    }

    /// Feeds a grouping as `LogReader` does: what is pending is delivered after every `slice` interactions.
    static func group(
        _ log: [Interaction],
        memory: Int = 1 << 24,
        partBytes: Int = 1 << 24,
        isStreaming: Bool = true,
        files: Int = 1,
        slice: Int = 10,
        threads: any SpareThreads = NoSpareThreads(),
        meter: WorkMeter = WorkMeter(),
        mostUsers: Int = .max
    ) throws -> Outcome {
        var outcome = Outcome()
        var items = Vocabulary()
        var pending = PendingSequences()
        var grouping = UserGrouping(memory: memory, partBytes: partBytes)
        if !isStreaming { grouping.stopStreaming(&pending) }
        func deliver() {
            if grouping.mustRestart {
                grouping.mustRestart = false
                outcome.users = []
                outcome.restarts += 1
            }
            pending.forEachUser(of: items) { _, user in
                outcome.users.append((0..<user.count).map { user.label(at: $0) })
            }
            pending.removeAll()
        }
        for (place, interaction) in log.enumerated() {
            let file = place * files / log.count
            if file >= grouping.fileCount { grouping.beginFile(into: &pending) }
            let user = grouping.users.index(of: interaction.user)
            let item = items.index(of: interaction.item)
            grouping.add(
                user: user,
                item: item,
                code: items.code(of: item),
                time: interaction.time,
                secondTime: nil,
                into: &pending
            )
            if place % slice == slice - 1 { deliver() }
        }
        outcome.streamed = outcome.users.count
        grouping.finish(into: &pending)
        deliver()
        #expect(grouping.failure == nil)
        outcome.runBytes = 4 * grouping.runs.count
        if !grouping.isStreaming {
            outcome.streamed = 0
            let isAdmitted = try grouping.forEachUser(
                of: items,
                threads: threads,
                meter: meter,
                admits: { _ in true },
                { user in
                    outcome.users.append((0..<user.count).map { user.label(at: $0) })
                    return outcome.users.count < mostUsers
                }
            )
            #expect(isAdmitted)
        }
        outcome.neighbours = grouping.neighbours
        return outcome
    }

    /// Users by first appearance, each one's items by time and then by place in the log.
    static func expected(_ log: [Interaction]) -> [[String]] {
        var order: [Int64] = []
        var places: [Int64: [Int]] = [:]
        for (place, interaction) in log.enumerated() {
            if places[interaction.user] == nil { order.append(interaction.user) }
            places[interaction.user, default: []].append(place)
        }
        return order.map { user in
            (places[user] ?? []).sorted { first, second in
                guard let (one, other) = log[first].time.flatMap({ one in log[second].time.map { (one, $0) } }) else {
                    return first < second
                }
                return (one, first) < (other, second)
            }.map { "\(log[$0].item)" }
        }
    }

    private static func log(_ rows: [(Int64, Int64, Int64?)]) -> [Interaction] {
        rows.map { Interaction(user: $0.0, item: $0.1, time: $0.2.map { TimeKey(seconds: $0) }) }
    }

    @Test("a log grouped by user is delivered while it is read")
    func streaming() throws {
        let log = (0..<100).map { Interaction(user: Int64($0 / 4), item: Int64($0), time: nil) }
        let outcome = try Self.group(log)
        #expect(outcome.users == Self.expected(log))
        // The last user is complete only at the end.
        #expect(outcome.streamed == 24 && outcome.restarts == 0)
    }

    @Test("a user who reappears withdraws what was delivered, once")
    func reappearance() throws {
        let log = Self.log([(1, 10, nil), (2, 20, nil), (1, 11, nil), (3, 30, nil), (2, 21, nil), (1, 12, nil)])
        for slice in 1...7 {
            let outcome = try Self.group(log, slice: slice)
            #expect(outcome.users == [["10", "11", "12"], ["20", "21"], ["30"]], "slice \(slice)")
            #expect(outcome.restarts == 1 && outcome.streamed == 0)
        }
    }

    @Test("interactions at the same time stay in the order of the log, within a run and across runs")
    func ties() throws {
        let grouped = Self.log([(1, 10, 5), (1, 11, 4), (1, 12, 5), (1, 13, 4), (2, 20, 0)])
        #expect(try Self.group(grouped).users == [["11", "13", "10", "12"], ["20"]])
        let mixed = Self.log([(1, 10, 5), (2, 20, 0), (1, 11, 5), (2, 21, -1), (1, 12, 5), (1, 13, 4)])
        #expect(try Self.group(mixed).users == [["13", "10", "11", "12"], ["21", "20"]])
    }

    @Test("users without interactions are not delivered")
    func absentUsers() throws {
        var items = Vocabulary()
        var pending = PendingSequences()
        var grouping = UserGrouping(memory: 1 << 20)
        grouping.stopStreaming(&pending)
        // The middle user's records were all faulty, so only the label was seen.
        for user in 0..<3 { _ = grouping.users.index(of: Int64(user)) }
        for user in [2, 0] as [UInt32] {
            let item = items.index(of: Int64(user) + 70)
            let code = items.code(of: item)
            grouping.add(user: user, item: item, code: code, time: nil, secondTime: nil, into: &pending)
        }
        grouping.finish(into: &pending)
        var users: [[String]] = []
        let isAdmitted = try grouping.forEachUser(
            of: items,
            meter: WorkMeter(),
            admits: { _ in true },
            { user in
                users.append((0..<user.count).map { user.label(at: $0) })
                return true
            }
        )
        #expect(isAdmitted)
        #expect(users == [["70"], ["72"]])
    }

    @Test("batches of integers are grouped like single interactions")
    func batches() throws {
        var items = Vocabulary()
        var pending = PendingSequences()
        var grouping = UserGrouping(memory: 1 << 20)
        let user = grouping.users.index(of: 7)
        for (batch, times) in [([5, 6], [9, 1]), ([6, 4], [3, 3])] as [([UInt32], [Int64])] {
            batch.withUnsafeBufferPointer { batch in
                times.withUnsafeBufferPointer {
                    grouping.add(user: user, items: batch, times: $0, of: &items, into: &pending)
                }
            }
        }
        grouping.finish(into: &pending)
        var users: [[String]] = []
        pending.forEachUser(of: items) { _, user in users.append((0..<user.count).map { user.label(at: $0) }) }
        #expect(users == [["6", "6", "4", "5"]])
    }

    @Test("neighbours of equal time are counted, for the file of the later one", arguments: [1, 2])
    func neighbours(_ files: Int) throws {
        let grouped = Self.log([
            (1, 10, 5), (1, 11, 5), (1, 12, 6), (2, 20, 5), (3, 30, 7), (3, 31, 7), (3, 32, 7), (3, 33, 8),
        ])
        let reappearing = Self.log([
            (1, 10, 5), (2, 20, 5), (1, 11, 6), (3, 30, 7), (3, 31, 7), (1, 12, 5), (3, 33, 8), (3, 32, 7),
        ])
        for log in [grouped, reappearing] {
            let counts = try Self.group(log, files: files).neighbours
            #expect(counts.count == files)
            #expect(counts.reduce(0) { $0 + $1.pairs } == 5 && counts.reduce(0) { $0 + $1.ties } == 3)
        }
        // The second half of the second log has (1, 12) beside (1, 10), and (3, 32) beside (3, 31).
        if files == 2 { #expect(try Self.group(reappearing, files: 2).neighbours.map(\.ties) == [0, 3]) }
    }

    @Test("a user whose run goes on in the next file has one sequence")
    func runAcrossFiles() throws {
        let log = Self.log([(1, 10, 3), (1, 11, 2), (1, 12, 1), (1, 13, 0)])
        let outcome = try Self.group(log, files: 2)
        #expect(outcome.users == [["13", "12", "11", "10"]])
    }

    @Test(
        "agrees with sorting, streaming or not, in memory or in temporary files",
        arguments: [0, 1] as [UInt64],
        [true, false]
    )
    func bruteForce(_ seed: UInt64, _ isTimed: Bool) throws {
        var random = Seeded(seed)
        var user: Int64 = 0
        let log = (0..<9_000).map { place in
            // Grouped at first on the odd seeds, so that sequences are delivered before a user reappears.
            let isGrouped = seed % 2 == 1 && place < 200
            if Bool.random(using: &random) {
                user = isGrouped ? user + 1 : Int64.random(in: 0..<100, using: &random)
            }
            let whole = Int64.random(in: 0..<50, using: &random)
            let fraction: UInt64 = Int.random(in: 0..<10, using: &random) == 0 ? 5 : 0
            return Interaction(
                user: user,
                item: Int64.random(in: 0..<1_000, using: &random),
                time: isTimed ? TimeKey(seconds: whole, fraction: fraction) : nil
            )
        }
        let expected = Self.expected(log)
        for isStreaming in [true, false] {
            // 1 byte: every user is a batch of its own. 64 KiB of runs stay in memory in any case.
            for memory in [1, 100_000, 1 << 30] {
                for threads in Self.threads {
                    let outcome = try Self.group(log, memory: memory, isStreaming: isStreaming, threads: threads)
                    #expect(outcome.users == expected, "seed \(seed), memory \(memory)")
                    #expect(outcome.restarts == (isStreaming ? 1 : 0))
                    #expect(outcome.runBytes > 1 << 16, "too little for a temporary file")
                }
            }
        }
    }

    /// The calling thread alone, and with others.
    private static let threads: [any SpareThreads] = [NoSpareThreads(), ThreadPool(threads: 3)]

    @Test(
        "runs of integers are grouped like single interactions, in every unit and with second times",
        arguments: 2...5
    )
    func integerRuns(_ seed: UInt64) throws {
        var random = Seeded(seed)
        // One unit stays one; others, fractions and second times are compared exactly.
        let units: [TimeUnit] = seed == 2 ? [.milliseconds] : TimeUnit.allCases
        var log: [Interaction] = []
        for memory in [1, 60_000, 1 << 30] {
            var items = Vocabulary()
            var pending = PendingSequences()
            var grouping = UserGrouping(memory: memory)
            grouping.stopStreaming(&pending)
            log = []
            for file in 0..<2 {
                if file > 0 { grouping.beginFile(into: &pending) }
                for _ in 0..<4_000 {
                    let user = Int64.random(in: 0..<300, using: &random)
                    let unit = units.randomElement(using: &random) ?? .seconds
                    let labels = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                        UInt32.random(in: 0..<99, using: &random)
                    }
                    let times = labels.map { _ in
                        Int64.random(in: -40...40, using: &random) * (seed == 3 ? 1 << 50 : 250)
                    }
                    if seed < 5 || Bool.random(using: &random) {
                        let users = labels.map { _ in UInt32(user) }
                        users.withUnsafeBufferPointer { users in
                            labels.withUnsafeBufferPointer { labels in
                                times.withUnsafeBufferPointer {
                                    grouping.addRuns(
                                        users: users,
                                        items: labels,
                                        times: $0,
                                        unit: unit,
                                        of: &items,
                                        into: &pending
                                    )
                                }
                            }
                        }
                    } else {
                        for (label, time) in zip(labels, times) {
                            let item = items.index(of: Int64(label))
                            grouping.add(
                                user: grouping.users.index(of: user),
                                item: item,
                                code: items.code(of: item),
                                time: unit.key(time),
                                secondTime: TimeKey(seconds: 0),
                                into: &pending
                            )
                        }
                    }
                    for (label, time) in zip(labels, times) {
                        log.append(Interaction(user: user, item: Int64(label), time: unit.key(time)))
                    }
                }
            }
            grouping.finish(into: &pending)
            var users: [[String]] = []
            let isAdmitted = try grouping.forEachUser(
                of: items,
                threads: Self.threads[Int(seed) % 2],
                meter: WorkMeter(),
                admits: { _ in true },
                { user in
                    users.append((0..<user.count).map { user.label(at: $0) })
                    return true
                }
            )
            #expect(isAdmitted)
            #expect(grouping.failure == nil)
            #expect(users == Self.expected(log), "seed \(seed), memory \(memory)")
            let pairs = users.reduce(0) { $0 + $1.count - 1 }
            #expect(grouping.neighbours.reduce(0) { $0 + $1.pairs } == pairs)
            let ties = Dictionary(grouping: log, by: \.user).values.reduce(0) { sum, user in
                sum + user.count - Set(user.map(\.time)).count
            }
            #expect(grouping.neighbours.reduce(0) { $0 + $1.ties } == ties)
        }
    }
}
