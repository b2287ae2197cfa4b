/// How long the server waits for a client that sends a body or reads an answer.
///
/// Patience runs out while the client does nothing, and each byte restores some of it. So a client may pause for as long as
/// `limit`, and over any longer time it must reach `rate` on average. A byte now and then is not enough.
struct Patience {
    private let limit: Duration
    /// Bytes per second.
    private let rate: Int
    private(set) var deadline: Tick.Instant

    init(limit: Duration, rate: Int, at now: Tick.Instant) {
        self.limit = limit
        self.rate = rate
        deadline = now + limit
    }

    /// The client has moved this many bytes.
    mutating func progressed(by bytes: Int, at now: Tick.Instant) {
        // More than a day's worth is never needed, and the bound keeps the product small.
        let credit = Duration.microseconds(min(bytes, rate * 86_400) * 1_000_000 / rate)
        deadline = min(now + limit, deadline + credit)
    }

    /// The client was not the one who made the other wait.
    mutating func renew(at now: Tick.Instant) {
        deadline = now + limit
    }

    /// Whether the client is behind its rate by more than `tolerance`.
    func isStrained(beyond tolerance: Duration, at now: Tick.Instant) -> Bool {
        deadline - limit + tolerance < now
    }
}
