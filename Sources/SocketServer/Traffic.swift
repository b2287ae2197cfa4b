import Synchronization

/// What one event loop has counted since the start. Only its loop writes, and any thread may read.
final class Traffic: Sendable {
    let acceptedConnections = Atomic<Int>(0)
    /// Connections that gave way to others.
    let evictedConnections = Atomic<Int>(0)
    let receivedBytes = Atomic<Int>(0)
    let sentBytes = Atomic<Int>(0)
}
