import ResourceMetering
import Synchronization
import TableReading
import TemporaryStorage

extension UserGrouping {
    /// Delivers each user's sequence once, in order of time; users by first appearance. Interactions at the same time,
    /// or without one, stay in the order of the log.
    ///
    /// - Parameters:
    ///   - vocabulary: The one that the items are indices of.
    ///   - threads: May put users together ahead of those who are delivered.
    ///   - admits: Is asked for the memory of as many users at a time as `memory` allows, then for that of fewer.
    ///   - body: Returns whether it takes further users.
    /// - Returns: Whether memory was admitted. Once the meter has stopped, the result means nothing.
    mutating func forEachUser(
        of vocabulary: Vocabulary,
        threads: any SpareThreads = NoSpareThreads(),
        meter: WorkMeter,
        admits: (_ bytes: Int) -> Bool,
        _ body: (UserSequence) -> Bool
    ) throws(SpillFile.Failure) -> Bool {
        guard admits(users.count * Self.userBytes) else { return false }
        let lengths = try lengths(threads, meter)
        let itemBytes = timeForm.itemBytes + (fileCount > 1 ? 4 : 0)
        let longest = lengths.max() ?? 0
        let all = lengths.reduce(0) { $0 + max($1, 0) }
        // What is put together: the interactions, and the items of the users who are delivered. Sorting takes a copy of half of a user, and the
        // codes of the user who is delivered are another one.
        let partBytes = itemBytes + 4
        let copiedBytes = longest * (4 + itemBytes / 2)
        var batchItems = min(all, min(memory / 4, self.partBytes) / itemBytes)
        // Parts are written side by side. Their buffers are gone when a part is put together.
        var writtenBytes = max(Self.fewestTogether * Self.partBufferBytes, memory / 4)
        func bytes() -> Int {
            let parts = batchItems < all ? 2 * all / max(1, batchItems) + 1 : 0
            let ahead = parts > 0 ? OrderedParts.mostAhead * batchItems : 0
            let batches = max(batchItems, longest) * partBytes + copiedBytes + ahead * (partBytes + itemBytes / 2)
            let written = min(writtenBytes, parts * Self.mostWriters * Self.partBufferBytes)
            return users.count * Self.userBytes + max(batches, written)
        }
        // With more parts each is smaller, and with fewer side by side there are more passes: memory that is short costs time first.
        while !admits(bytes()) {
            guard batchItems > max(longest, Self.leastBatch) else { return false }
            batchItems /= 2
            writtenBytes = max(Self.fewestTogether * Self.partBufferBytes, writtenBytes / 2)
        }
        let parts = Self.parts(lengths, items: batchItems)
        let together = writtenBytes / Self.partBufferBytes
        for begin in stride(from: 0, to: parts.count, by: together) {
            let some = Array(parts[begin..<min(begin + together, parts.count)])
            let writers = min(Self.mostWriters, together / some.count)
            let scattered = parts.count > 1 ? try scatter(to: some, writers: writers, threads, meter) : [runs]
            guard try deliver(scattered, of: some, small: batchItems, lengths, vocabulary, threads, meter, body) else {
                return true
            }
        }
        return true
    }

    /// The length of a user and the place of the user's next run.
    private static let userBytes = 16
    /// With fewer items at a time, the parts would be too many.
    private static let leastBatch = 1 << 16
    /// What a part keeps of a stretch of the log before it writes to the temporary file, and what the array has beside it.
    private static let partBufferBytes = (1 << 16) + (1 << 12)
    private static let fewestTogether = 16
    /// The most threads that write parts side by side.
    private static let mostWriters = 4

    /// Cuts the users into ranges of so many items, or of one user who has more.
    private static func parts(_ lengths: [Int], items: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var first = 0
        var total = 0
        for (user, length) in lengths.enumerated() {
            if user > first, total + max(length, 0) > items {
                parts.append(first..<user)
                (first, total) = (user, 0)
            }
            total += max(length, 0)
        }
        parts.append(first..<lengths.count)
        return parts
    }

    /// How many interactions each user has; -1 for users without any run: all their rows were faulty, or they are not grouped here.
    ///
    /// Threads count stretches of the log side by side, each in an array of its own.
    private func lengths(_ threads: any SpareThreads, _ meter: WorkMeter) throws(SpillFile.Failure) -> [Int] {
        let (runs, form, users) = (runs, runForm, users.count)
        // The arrays together take as much memory as the lengths, and no sum exceeds 32 bits.
        let stretches = runs.count < UInt32.max ? min(2, runs.chunkCount) : 1
        guard stretches > 1 else {
            var lengths = [Int](repeating: -1, count: users)
            try lengths.withUnsafeMutableBufferPointer { lengths throws(SpillFile.Failure) in
                try LoggedRun.forEachLength(in: runs, form, meter) { user, items in
                    lengths[user] = max(lengths[user], 0) + items
                }
            }
            return lengths
        }
        let counts = threads.map(stretches) { number in
            let chunks = runs.chunkCount * number / stretches..<runs.chunkCount * (number + 1) / stretches
            return Result { () throws(SpillFile.Failure) in
                // One more than the items; 0 without any run.
                var counts = [UInt32](repeating: 0, count: users)
                try counts.withUnsafeMutableBufferPointer { counts throws(SpillFile.Failure) in
                    try LoggedRun.forEachLength(in: runs, chunks: chunks, form, meter) { user, items in
                        counts[user] = max(counts[user], 1) + UInt32(items)
                    }
                }
                return counts
            }
        }
        let (first, second) = (try counts[0].get(), try counts[1].get())
        return zip(first, second).map { Int($0) + Int($1) - ($0 > 0 && $1 > 0 ? 2 : 1) }
    }

    /// Copies the runs of neighbouring ranges of users, each range to a place of its own, by one pass over all runs.
    ///
    /// Threads copy stretches of the log side by side. Those of a part follow each other as in the log.
    ///
    /// - Parameter writers: The most threads. Each has a buffer for each part.
    private func scatter(
        to parts: [Range<Int>],
        writers: Int,
        _ threads: any SpareThreads,
        _ meter: WorkMeter
    ) throws(SpillFile.Failure) -> [SpilledWords] {
        let places = PartPlaces(parts)
        let (runs, form) = (runs, runForm)
        // More stretches than threads, so that all end at about the same time. A stretch fills several buffers of each part.
        let perPart = runs.count / (parts.count * Self.partBufferBytes / 4)
        let stretches = min(max(1, perPart / 2), 4 * writers, max(1, runs.chunkCount))
        let next = Atomic<Int>(0)
        let copies = threads.map(min(writers, stretches)) { _ in
            Result { () throws(SpillFile.Failure) in
                // A file of its own, because writers to one file wait for each other.
                let file = try SpillFile()
                var copies: [(number: Int, parts: [SpilledWords])] = []
                while true {
                    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard number < stretches else { return copies }
                    let chunks = runs.chunkCount * number / stretches..<runs.chunkCount * (number + 1) / stretches
                    copies.append((number, try Self.copies(of: runs, chunks: chunks, form, places, parts, file, meter)))
                }
            }
        }
        var scattered = [SpilledWords](repeating: SpilledWords(residentBytes: 0), count: parts.count)
        var ofStretches = [[SpilledWords]](repeating: [], count: stretches)
        for copy in copies { for (number, parts) in try copy.get() { ofStretches[number] = parts } }
        for parts in ofStretches { for (place, words) in parts.enumerated() { try scattered[place].append(words) } }
        return scattered
    }

    /// Copies a stretch of the log.
    ///
    /// - Returns: The runs of each part.
    private static func copies(
        of runs: SpilledWords,
        chunks: Range<Int>,
        _ form: LoggedRun.Form,
        _ places: PartPlaces,
        _ parts: [Range<Int>],
        _ file: SpillFile,
        _ meter: WorkMeter
    ) throws(SpillFile.Failure) -> [SpilledWords] {
        let users = (parts.first?.lowerBound ?? 0)..<(parts.last?.upperBound ?? 0)
        var copies = [SpilledWords](
            repeating: SpilledWords(residentBytes: 0, file: file),
            count: parts.count
        )
        for place in copies.indices { copies[place].reserveTail() }
        var failure: SpillFile.Failure?
        try LoggedRun.forEach(in: runs, chunks: chunks, form, meter) { run in
            guard failure == nil, users.contains(run.user) else { return }
            do throws(SpillFile.Failure) {
                try copies[places.place(of: run.user)].append(run.words)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        for place in copies.indices { try copies[place].spillAll() }
        return copies
    }

    /// Delivers the users of neighbouring parts.
    ///
    /// - Parameters:
    ///   - runs: Those of each part.
    ///   - small: A part of at most so many interactions may be put together while another one is delivered.
    /// - Returns: Whether further users are taken.
    private mutating func deliver(
        _ runs: [SpilledWords],
        of parts: [Range<Int>],
        small: Int,
        _ lengths: [Int],
        _ vocabulary: Vocabulary,
        _ threads: any SpareThreads,
        _ meter: WorkMeter,
        _ body: (UserSequence) -> Bool
    ) throws(SpillFile.Failure) -> Bool {
        let order = Order(timeForm: timeForm, form: runForm, files: fileCount, meter: meter)
        let isSmall = parts.map { lengths[$0].reduce(0) { $0 + max($1, 0) } <= small }
        let ordered = OrderedParts(isSmall, threads) { place in
            Result { () throws(SpillFile.Failure) in try order.users(runs[place], lengths[parts[place]]) }
        }
        defer { ordered.stop() }
        var codes: [UInt32] = []
        for users in parts {
            guard !meter.isStopped, let part = try ordered.take(), !meter.isStopped else { return false }
            for index in neighbours.indices { neighbours[index].add(part.neighbours[index]) }
            let takesMore = part.items.withUnsafeBufferPointer { items in
                withUnsafePointer(to: vocabulary) { vocabulary in
                    var begin = 0
                    for length in lengths[users] where length >= 0 {
                        if meter.isStopped { return false }
                        let user = UnsafeBufferPointer(rebasing: items[begin..<begin + length])
                        vocabulary.pointee.findCodes(of: user, into: &codes)
                        let takesMore = codes.withUnsafeBufferPointer {
                            body(UserSequence(items: user, codes: $0, vocabulary: vocabulary))
                        }
                        guard takesMore else { return false }
                        begin += length
                    }
                    return true
                }
            }
            guard takesMore else { return false }
        }
        return true
    }

    /// What puts the users of a part together.
    private struct Order: Sendable {
        let timeForm: TimeForm
        let form: LoggedRun.Form
        let files: Int
        let meter: WorkMeter

        func users(_ runs: SpilledWords, _ lengths: ArraySlice<Int>) throws(SpillFile.Failure) -> OrderedUsers {
            switch timeForm {
            case .none: try users(UserBatch<NoTime>.self, runs, lengths)
            case .counts: try users(UserBatch<Int64>.self, runs, lengths)
            case .keys: try users(UserBatch<TimeKey>.self, runs, lengths)
            case .pairs: try users(UserBatch<TimeKeyPair>.self, runs, lengths)
            }
        }

        private func users<Time>(
            _: UserBatch<Time>.Type,
            _ runs: SpilledWords,
            _ lengths: ArraySlice<Int>
        ) throws(SpillFile.Failure) -> OrderedUsers {
            let hasFiles = Time.isTime && files > 1
            return try UserBatch<Time>(runs, form, lengths, hasFiles: hasFiles, meter).ordered(meter, files: files)
        }
    }
}

/// Finds the part of a user.
///
/// A table of all users would fit no cache. Here it has an entry for each group of neighbours, and the few ends within a group are compared.
struct PartPlaces {
    private static let groupBits = 10

    private let ends: [Int]
    private let firstUser: Int
    /// For each group: the part of its first user.
    private let firstPlaces: [UInt32]

    /// - Parameter parts: Neighbouring ranges of users.
    init(_ parts: [Range<Int>]) {
        ends = parts.map(\.upperBound)
        firstUser = parts.first?.lowerBound ?? 0
        var place = 0
        var places: [UInt32] = []
        for user in stride(from: firstUser, to: ends.last ?? 0, by: 1 << Self.groupBits) {
            while ends[place] <= user { place += 1 }
            places.append(UInt32(place))
        }
        firstPlaces = places
    }

    /// - Parameter user: In one of the parts.
    func place(of user: Int) -> Int {
        var place = Int(firstPlaces[(user - firstUser) >> Self.groupBits])
        while ends[place] <= user { place += 1 }
        return place
    }
}
