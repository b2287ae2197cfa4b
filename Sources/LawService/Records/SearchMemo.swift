import LawFitting
import Synchronization

/// What the last search found, for one metric at a time.
final class SearchMemo: Sendable {
    private let last = Mutex<(metric: String, memo: OptimumMemo)?>(nil)

    func of(_ metric: String) -> OptimumMemo {
        last.withLock { last in
            if let last, last.metric == metric { return last.memo }
            let memo = OptimumMemo()
            last = (metric, memo)
            return memo
        }
    }
}
