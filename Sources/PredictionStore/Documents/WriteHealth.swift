import Synchronization

/// What a store's probe knows from earlier writes: when it must write itself, and how much.
final class WriteHealth: Sendable {
    /// A commit that succeeded this recently makes a probe's own commit unnecessary.
    private static let freshness = Duration.seconds(5)

    private struct State {
        var lastSuccess: ContinuousClock.Instant?
        /// The size of the largest write that failed since the last probe succeeded.
        var failedBytes: Int?
    }

    private let state = Mutex(State())

    /// The bytes that a probe must write now; `nil` if a recent commit says enough.
    ///
    /// After a failure the probe writes as much as failed. Otherwise a full disk that still has room for a small write would look healthy.
    var bytesToProbe: Int? {
        state.withLock { state in
            if let failedBytes = state.failedBytes { return failedBytes }
            if let last = state.lastSuccess, ContinuousClock.now - last < Self.freshness { return nil }
            return 0
        }
    }

    func writeSucceeded() {
        state.withLock { $0.lastSuccess = .now }
    }

    /// - Parameter bytes: the size of the content that could not be written.
    func writeFailed(bytes: Int) {
        state.withLock { $0.failedBytes = max($0.failedBytes ?? 0, bytes) }
    }

    /// - Parameter bytes: as many as the probe wrote. A larger write that failed meanwhile is probed again.
    func probeSucceeded(bytes: Int) {
        state.withLock { state in
            state.lastSuccess = .now
            if let failedBytes = state.failedBytes, failedBytes <= bytes { state.failedBytes = nil }
        }
    }
}
