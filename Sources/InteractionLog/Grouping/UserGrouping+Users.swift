import ResourceMetering
import TableReading
import TemporaryStorage

extension UserGrouping {
    /// Delivers each user's sequence once, in order of time; users by first appearance. Interactions at the same time,
    /// or without one, stay in the order of the log.
    ///
    /// - Parameters:
    ///   - vocabulary: The one that the items are indices of.
    ///   - admits: Is asked for the memory of as many users at a time as `memory` allows, then for that of fewer.
    ///   - body: Returns whether it takes further users.
    /// - Returns: Whether memory was admitted. Once the meter has stopped, the result means nothing.
    mutating func forEachUser(
        of vocabulary: Vocabulary,
        meter: WorkMeter,
        admits: (_ bytes: Int) -> Bool,
        _ body: (UserSequence) -> Bool
    ) throws(SpillFile.Failure) -> Bool {
        guard admits(users.count * Self.userBytes) else { return false }
        // -1 for users without any run: all their rows were faulty, or they are not grouped here.
        var lengths = [Int](repeating: -1, count: users.count)
        try lengths.withUnsafeMutableBufferPointer { lengths throws(SpillFile.Failure) in
            try LoggedRun.forEachLength(in: runs, runForm, meter) { user, items in
                lengths[user] = max(lengths[user], 0) + items
            }
        }
        let itemBytes = timeForm.itemBytes + (fileCount > 1 ? 4 : 0)
        let longest = lengths.max() ?? 0
        let all = lengths.reduce(0) { $0 + max($1, 0) }
        // The items and the codes of the user who is delivered are copies, and sorting takes a copy of half of them.
        let copiedBytes = longest * (8 + itemBytes / 2)
        var batchItems = min(all, min(memory / 4, partBytes) / itemBytes)
        // So many parts are written side by side. Their buffers are gone when a part is put together.
        var together = max(Self.fewestTogether, memory / 4 / Self.writtenBytes)
        func bytes() -> Int {
            let parts = batchItems < all ? min(together, 2 * all / max(1, batchItems) + 1) : 0
            let batch = max(batchItems, longest) * itemBytes + copiedBytes
            return users.count * Self.userBytes + max(batch, parts * Self.writtenBytes)
        }
        // With more parts each is smaller, and with fewer side by side there are more passes: memory that is short costs time first.
        while !admits(bytes()) {
            guard batchItems > max(longest, Self.leastBatch) else { return false }
            batchItems /= 2
            together = max(Self.fewestTogether, together / 2)
        }
        let parts = Self.parts(lengths, items: batchItems)
        guard parts.count > 1 else { return try deliver(runs, of: 0..<users.count, lengths, vocabulary, meter, body) }
        for begin in stride(from: 0, to: parts.count, by: together) {
            let some = parts[begin..<min(begin + together, parts.count)]
            let scattered = try scatter(to: some, meter)
            for (users, runs) in zip(some, scattered) {
                guard try deliver(runs, of: users, lengths, vocabulary, meter, body) else { return true }
            }
        }
        return true
    }

    /// The length of a user and the place of the user's next run.
    private static let userBytes = 16
    /// With fewer items at a time, the parts would be too many.
    private static let leastBatch = 1 << 16
    /// What a part keeps before it writes to the temporary file.
    private static let partBufferBytes = 1 << 16
    /// The memory of a part that is written: an array may have twice the room that it needs.
    private static let writtenBytes = 2 * partBufferBytes
    private static let fewestTogether = 16

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

    /// Copies the runs of neighbouring ranges of users, each range to a place of its own, by one pass over all runs.
    private func scatter(
        to parts: ArraySlice<Range<Int>>,
        _ meter: WorkMeter
    ) throws(SpillFile.Failure) -> [SpilledWords] {
        guard let first = parts.first, let last = parts.last else { return [] }
        let file = try SpillFile()
        var scattered = [SpilledWords](
            repeating: SpilledWords(residentBytes: Self.partBufferBytes, file: file),
            count: parts.count
        )
        let places = PartPlaces(Array(parts))
        var failure: SpillFile.Failure?
        try LoggedRun.forEach(in: runs, runForm, meter) { run in
            guard failure == nil, run.user >= first.lowerBound, run.user < last.upperBound else { return }
            do throws(SpillFile.Failure) {
                try scattered[places.place(of: run.user)].append(run.words)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        for place in scattered.indices { try scattered[place].spillAll() }
        return scattered
    }

    /// - Returns: Whether further users are taken.
    private mutating func deliver(
        _ runs: SpilledWords,
        of users: Range<Int>,
        _ lengths: [Int],
        _ vocabulary: Vocabulary,
        _ meter: WorkMeter,
        _ body: (UserSequence) -> Bool
    ) throws(SpillFile.Failure) -> Bool {
        if meter.isStopped { return false }
        let lengths = lengths[users]
        let hasFiles = fileCount > 1
        switch timeForm {
        case .none:
            return order(try UserBatch<NoTime>(runs, runForm, lengths, hasFiles: false, meter), vocabulary, meter, body)
        case .counts:
            return order(
                try UserBatch<Int64>(runs, runForm, lengths, hasFiles: hasFiles, meter),
                vocabulary,
                meter,
                body
            )
        case .keys:
            return order(
                try UserBatch<TimeKey>(runs, runForm, lengths, hasFiles: hasFiles, meter),
                vocabulary,
                meter,
                body
            )
        case .pairs:
            return order(
                try UserBatch<TimeKeyPair>(runs, runForm, lengths, hasFiles: hasFiles, meter),
                vocabulary,
                meter,
                body
            )
        }
    }

    /// Orders each user of a batch by time, and delivers the user.
    private mutating func order(
        _ batch: consuming UserBatch<some RunTime>,
        _ vocabulary: Vocabulary,
        _ meter: WorkMeter,
        _ body: (UserSequence) -> Bool
    ) -> Bool {
        var takesMore = true
        var codes: [UInt32] = []
        withUnsafePointer(to: vocabulary) { vocabulary in
            batch.forEachUser(meter, &neighbours) { items in
                vocabulary.pointee.findCodes(of: items, into: &codes)
                codes.withUnsafeBufferPointer {
                    takesMore = body(UserSequence(items: items, codes: $0, vocabulary: vocabulary))
                }
                return takesMore
            }
        }
        return takesMore
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
