import Glibc
import Testing

/// Waits for a state that no message announces.
func waitUntil(_ isReached: () -> Bool) throws {
    let end = ContinuousClock.now + .seconds(60)
    while !isReached() {
        try #require(ContinuousClock.now < end)
        sched_yield()
    }
}
