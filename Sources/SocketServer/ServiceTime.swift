import HTTPMessage

/// How long a lane needs for a request, on average of the recent past, and from that how long a further one would wait.
struct ServiceTime {
    typealias Instant = Tick.Instant

    /// Each request counts this much less than the one after it.
    private static let decay = 0.9
    /// No estimate is certain enough to send a client away for longer.
    private static let longest = Duration.seconds(600)

    /// When each worker began its job; nil while it has none.
    private var begun: [Instant?]
    /// The decayed sums of the time that workers spent, and of the requests that they began.
    private var spent = Duration.zero
    private var requests = 0.0

    init(workers: Int) {
        begun = [Instant?](repeating: nil, count: workers)
    }

    /// - Parameter isRequest: whether the job begins a request. A request may have many jobs.
    mutating func begin(isRequest: Bool, on worker: Int, at now: Instant) {
        begun[worker] = now
        guard isRequest else { return }
        spent = spent * Self.decay
        requests = requests * Self.decay + 1
    }

    mutating func end(on worker: Int, at now: Instant) {
        guard let since = begun[worker] else { return }
        spent += since.duration(to: now)
        begun[worker] = nil
    }

    /// The time until a request begins that has this many before it, its own included.
    func delay(behind waiting: Int, at now: Instant) -> Duration {
        guard requests > 0 else { return .zero }
        // Jobs that run count with the time that they have taken so far. Otherwise the first long fits would be unknown.
        let total = begun.reduce(spent) { sum, since in sum + (since?.duration(to: now) ?? .zero) }
        return total / requests * Double(waiting) / Double(begun.count)
    }

    /// How long a client should wait if `waiting` requests are before it: whole seconds, at least one.
    func retryAfter(behind waiting: Int, at now: Instant) -> Duration {
        .seconds(max(1, min(Self.longest, delay(behind: waiting, at: now)).roundedUpSeconds))
    }
}

extension Duration {
    /// The least number of whole seconds that is not shorter.
    var roundedUpSeconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) + (attoseconds > 0 ? 1 : 0)
    }
}
