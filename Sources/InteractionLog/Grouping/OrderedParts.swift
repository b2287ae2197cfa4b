import Dispatch
import ResourceMetering
import Synchronization
import TemporaryStorage

/// The users of one part of a log, each in order of time.
struct OrderedUsers: Sendable {
    /// The items of all users, one user after another.
    var items: [UInt32] = []
    /// The pairs of all users, each in the file of its later interaction.
    var neighbours: [NeighbourCount]
}

/// Parts of a log that are put together by the thread which delivers them, and ahead of it by spare threads.
///
/// One thread takes the parts in their order. It waits only if all parts that may be in memory are taken by other threads.
final class OrderedParts: SharedWork {
    typealias Part = Result<OrderedUsers, SpillFile.Failure>

    /// The most parts that may be in memory after the one that is delivered. Two keep a spare thread busy while a part is delivered.
    static let mostAhead = 2

    private struct State {
        /// The first part that no thread has taken.
        var next = 0
        /// The part that is wanted next: while a part is delivered, the one after it.
        var wanted = 0
        var ready: [Int: Part] = [:]
    }

    private let isSmall: [Bool]
    private let threads: any SpareThreads
    private let order: @Sendable (Int) -> Part
    private let state = Mutex(State())
    private let helpers = DispatchGroup()

    /// - Parameters:
    ///   - isSmall: for each part: whether it may be in memory beside others.
    ///   - order: puts a part together.
    init(_ isSmall: [Bool], _ threads: any SpareThreads, _ order: @escaping @Sendable (Int) -> Part) {
        self.isSmall = isSmall
        self.threads = threads
        self.order = order
    }

    /// The next part; nil after the last one.
    func take() throws(SpillFile.Failure) -> OrderedUsers? {
        let wanted = state.withLock { $0.wanted }
        guard wanted < isSmall.count else { return nil }
        while true {
            if let part = state.withLock({ $0.ready.removeValue(forKey: wanted) }) {
                state.withLock { $0.wanted = wanted + 1 }
                offer()
                return try part.get()
            }
            guard let own = state.withLock({ takePlace(&$0) }) else {
                helpers.wait()
                continue
            }
            offer()
            let part = order(own)
            state.withLock { $0.ready[own] = part }
        }
    }

    /// Ends the work. Waits for other threads.
    func stop() {
        state.withLock { $0.next = isSmall.count }
        helpers.wait()
    }

    /// Whether nothing is ready, so that the delivering thread would put the next part together itself.
    var isUrgent: Bool { state.withLock { $0.ready.isEmpty } }

    func help() -> Bool {
        let place = state.withLock { state -> Int? in
            guard state.next < isSmall.count, isSmall[state.next], let place = takePlace(&state) else { return nil }
            // Under the lock: whoever finds no part to take also finds this thread.
            helpers.enter()
            return place
        }
        guard let place else { return false }
        defer { helpers.leave() }
        let part = order(place)
        state.withLock { $0.ready[place] = part }
        return true
    }

    private func offer() {
        if isSmall.count > 1 { threads.offer(self) }
    }

    /// Takes the next part if it may be in memory now.
    private func takePlace(_ state: inout State) -> Int? {
        guard state.next < isSmall.count,
            state.next == state.wanted || (state.next < state.wanted + Self.mostAhead && isSmall[state.next])
        else { return nil }
        state.next += 1
        return state.next - 1
    }
}
