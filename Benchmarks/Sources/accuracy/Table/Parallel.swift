import Dispatch
import Synchronization

/// Independent repetitions on all cores.
enum Parallel {
    /// The results in order. They depend on the index only, never on the threads.
    static func map<Result: Sendable>(
        _ count: Int,
        _ body: @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = Swift.Result { try body(index) }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { try $0.compactMap { try $0?.get() } }
    }

    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        _ body: @Sendable (Element) throws -> Result
    ) throws -> [Result] {
        try map(elements.count) { try body(elements[$0]) }
    }
}
