import Dispatch
import ResourceMetering
import Synchronization

/// Writes words to temporary files on spare threads, while the thread that has them goes on.
///
/// The system copies what is written, so a write costs as much as a read. Words are read only after ``settle()``.
final class SpillQueue: SharedWork {
    /// Writes that may wait or run at once. The calling thread does what is beyond.
    static let mostWrites = 3

    private struct Write: Sendable {
        var words: [UInt32]
        let file: SpillFile
        let offset: Int64

        func callAsFunction() throws(SpillFile.Failure) {
            try words.withUnsafeBufferPointer { words throws(SpillFile.Failure) in
                try file.write(UnsafeRawBufferPointer(words), at: offset)
            }
        }
    }

    private struct State {
        var waiting: [Write] = []
        /// Writes that a thread has taken.
        var running = 0
        /// The memory of words that are written, for the next ones.
        var emptied: [[UInt32]] = []
        var failure: SpillFile.Failure?
    }

    private let threads: any SpareThreads
    private let state = Mutex(State())
    private let helpers = DispatchGroup()

    init(threads: any SpareThreads) { self.threads = threads }

    /// Takes words, whose place is then empty. At most ``mostWrites`` arrays are in memory beside it.
    ///
    /// - Returns: The offset of the words in the file.
    /// - Throws: the first failure of a write, perhaps of an earlier one.
    func append(_ words: inout [UInt32], to file: SpillFile) throws(SpillFile.Failure) -> Int64 {
        let offset = file.reserve(4 * words.count)
        let isTaken = try take(&words, file, offset)
        if isTaken {
            threads.offer(self)
        } else {
            try Write(words: words, file: file, offset: offset)()
            words.removeAll(keepingCapacity: true)
        }
        return offset
    }

    private func take(_ words: inout [UInt32], _ file: SpillFile, _ offset: Int64) throws(SpillFile.Failure) -> Bool {
        let (isTaken, failure) = state.withLock { state in
            guard state.waiting.count + state.running < Self.mostWrites else { return (false, state.failure) }
            var taken = state.emptied.popLast() ?? []
            swap(&taken, &words)
            state.waiting.append(Write(words: taken, file: file, offset: offset))
            return (true, state.failure)
        }
        if let failure { throw failure }
        return isTaken
    }

    /// Returns when all words are written.
    ///
    /// - Throws: the first failure of a write.
    func settle() throws(SpillFile.Failure) {
        while help() {}
        helpers.wait()
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    var isUrgent: Bool { false }

    func help() -> Bool {
        let next = state.withLock { state -> Write? in
            guard !state.waiting.isEmpty else { return nil }
            // Under the lock: who finds that nothing waits any more also finds this thread.
            helpers.enter()
            state.running += 1
            return state.waiting.removeFirst()
        }
        guard var write = next else { return false }
        defer { helpers.leave() }
        var failure: SpillFile.Failure?
        do throws(SpillFile.Failure) {
            try write()
        } catch {
            failure = error
        }
        state.withLock { state in
            state.running -= 1
            state.failure = state.failure ?? failure
            write.words.removeAll(keepingCapacity: true)
            state.emptied.append(write.words)
        }
        return true
    }
}
