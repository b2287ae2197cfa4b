import Dispatch
import ResourceMetering
import Synchronization

/// Writes words to temporary files on spare threads, while the thread that has them goes on.
///
/// The system copies what is written, so a write costs as much as a read. Words are read only after ``settle()``. One thread writes at a time,
/// because the system lets writers to one file wait for each other.
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
        /// Writes that a thread has taken, and their memory in bytes.
        var running = 0
        var runningBytes = 0
        /// The memory of words that are written, for the next ones.
        var emptied: [[UInt32]] = []
        var failure: SpillFile.Failure?
    }

    private let threads: any SpareThreads
    private let state = Mutex(State())
    private let helpers = DispatchGroup()

    init(threads: any SpareThreads) { self.threads = threads }

    /// Memory in bytes.
    var bytes: Int {
        state.withLock { state in
            let waiting = state.waiting.reduce(0) { $0 + $1.words.capacity }
            return state.runningBytes + 4 * state.emptied.reduce(waiting) { $0 + $1.capacity }
        }
    }

    /// Takes words, whose place is then empty. At most ``mostWrites`` arrays are in memory beside it.
    ///
    /// - Returns: The offset of the words in the file.
    /// - Throws: the first failure of a write, perhaps of an earlier one.
    func append(_ words: inout [UInt32], to file: SpillFile) throws(SpillFile.Failure) -> Int64 {
        let offset = file.reserve(4 * words.count)
        let isTaken = try take(&words, file, offset)
        // Also where too many wait: the last offer may have ended while a thread wrote.
        threads.offer(self)
        if !isTaken {
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
        repeat {
            while help() {}
            helpers.wait()
        } while state.withLock { !$0.waiting.isEmpty }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    var isUrgent: Bool { false }

    func help() -> Bool {
        // No other variable holds the words, whose memory is used again.
        let taken = state.withLock { state -> Write? in
            guard !state.waiting.isEmpty, state.running == 0 else { return nil }
            // Under the lock: who finds that nothing waits any more also finds this thread.
            helpers.enter()
            state.running += 1
            let write = state.waiting.removeFirst()
            state.runningBytes += 4 * write.words.capacity
            return write
        }
        guard var write = consume taken else { return false }
        defer { helpers.leave() }
        var failure: SpillFile.Failure?
        do throws(SpillFile.Failure) {
            try write()
        } catch {
            failure = error
        }
        state.withLock { state in
            state.running -= 1
            state.runningBytes -= 4 * write.words.capacity
            state.failure = state.failure ?? failure
            write.words.removeAll(keepingCapacity: true)
            state.emptied.append(write.words)
            write.words = []
        }
        return true
    }
}
