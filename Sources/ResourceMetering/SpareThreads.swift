import Dispatch
import Synchronization

/// Threads that have nothing to do now and may take a part of another thread's work.
///
/// Work never waits for a thread: what no free thread takes, the calling thread does. The results do not depend on which thread does what.
public protocol SpareThreads: Sendable {
    /// Starts a job on a thread that is free.
    ///
    /// - Returns: False if none is. Then the job is not started.
    func start(_ job: @escaping @Sendable () -> Void) -> Bool

    /// Lets a free thread help, or the next one that becomes free. The offer ends when nothing is left, or with the work.
    func offer(_ work: any SharedWork)
}

/// Work of which threads can take parts in turn, beside the thread that has it.
public protocol SharedWork: AnyObject, Sendable {
    /// Whether the thread that has the work comes to the next part soon. Then other work waits.
    var isUrgent: Bool { get }

    /// Does a part of what is left, on a spare thread.
    ///
    /// - Returns: False if nothing was left.
    func help() -> Bool
}

/// No thread but the calling one.
public struct NoSpareThreads: SpareThreads {
    public init() {}

    public func start(_ job: @escaping @Sendable () -> Void) -> Bool { false }
}

extension SpareThreads {
    public func offer(_ work: any SharedWork) {
        _ = start { while work.help() {} }
    }

    /// Calls `body` once for each number below `iterations`, on the calling thread and on all free ones. Returns when all
    /// calls have ended.
    public func perform(iterations: Int, _ body: @Sendable (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            let loop = Loop(iterations, body)
            // Dispatch releases a job some time after it has run. So a job refers to the loop, and the loop lets go of the body.
            defer { loop.end() }
            let helpers = DispatchGroup()
            var started = 0
            while let iteration = loop.next() {
                // A thread may be free only now: one that has just helped counts as free a little after its work has ended.
                while started < loop.rest {
                    helpers.enter()
                    let isStarted = start {
                        loop.run()
                        helpers.leave()
                    }
                    guard isStarted else {
                        helpers.leave()
                        break
                    }
                    started += 1
                }
                body(iteration)
            }
            helpers.wait()
        }
    }

    /// The results of `body` for each number below `iterations`, in their order.
    public func map<Element: Sendable>(_ iterations: Int, _ body: @Sendable (Int) -> Element) -> [Element] {
        let results = Mutex([Element?](repeating: nil, count: iterations))
        perform(iterations: iterations) { number in
            let result = body(number)
            results.withLock { $0[number] = result }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}

/// Numbers that several threads take in turn.
private final class Loop: Sendable {
    private let taken = Atomic<Int>(0)
    private let iterations: Int
    private let body: Mutex<(@Sendable (Int) -> Void)?>

    init(_ iterations: Int, _ body: @escaping @Sendable (Int) -> Void) {
        self.iterations = iterations
        self.body = Mutex(body)
    }

    /// How many numbers nobody has taken.
    var rest: Int { iterations - taken.load(ordering: .relaxed) }

    /// Takes a number; `nil` if none is left.
    func next() -> Int? {
        let iteration = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return iteration < iterations ? iteration : nil
    }

    @inline(never)
    func run() {
        guard let body = body.withLock({ $0 }) else { return }
        while let iteration = next() { body(iteration) }
    }

    func end() { body.withLock { $0 = nil } }
}
