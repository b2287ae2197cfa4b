import HTTPMessage
import SequenceEntropy

/// Collects a small body in memory, then answers on a worker.
final class CollectedBody: BodyReceiver {
    private var bytes: [UInt8] = []
    private let work: RequestWork
    private let answer: ([UInt8], RequestWork) throws(Problem) -> Response

    init(_ work: RequestWork, _ answer: @escaping ([UInt8], RequestWork) throws(Problem) -> Response) {
        self.work = work
        self.answer = answer
    }

    func receive(_ slice: UnsafeRawBufferPointer) -> Response? {
        work.received(slice.count)
        do {
            // An array that grows may take twice the memory of its bytes.
            try work.hold(2 * (bytes.count + slice.count), for: .reading, remedy: "send a smaller body")
        } catch {
            return error.response()
        }
        bytes.append(contentsOf: slice)
        return nil
    }

    func finish() -> Response {
        work.computedAnswer { work throws(Problem) in try answer(bytes, work) }
    }

    func cancel(isDraining: Bool) { work.cancel(isDraining: isDraining) }
}

/// Discards a body that has no meaning for the resource (RFC 9110 §9.3.1), then answers on a worker.
final class IgnoredBody: BodyReceiver {
    let lane: WorkLane
    private let work: RequestWork
    private let answer: (RequestWork) throws(Problem) -> Response

    init(lane: WorkLane, _ work: RequestWork, _ answer: @escaping (RequestWork) throws(Problem) -> Response) {
        self.lane = lane
        self.work = work
        self.answer = answer
    }

    func receive(_ slice: UnsafeRawBufferPointer) -> Response? { nil }

    func finish() -> Response {
        lane == .heavy ? work.computedAnswer(answer) : work.answer(answer)
    }

    func cancel(isDraining: Bool) { work.cancel(isDraining: isDraining) }
}

extension RequestWork {
    /// Makes the answer on the calling thread, which counts as one that computes.
    fileprivate func computedAnswer(_ body: (RequestWork) throws(Problem) -> Response) -> Response {
        bounds.pool.countingCaller { answer(body) }
    }
}

/// Discards a body that has no meaning for the resource. Then a worker of the first lane finds out which workers answer.
final class CheckedBody: BodyReceiver {
    private(set) var lane: WorkLane
    private let work: RequestWork
    private let answeringLane: () -> WorkLane
    private let answer: (RequestWork) throws(Problem) -> Response
    private var isChecked = false

    init(
        lane: WorkLane,
        _ work: RequestWork,
        answeringLane: @escaping () -> WorkLane,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) {
        self.lane = lane
        self.work = work
        self.answeringLane = answeringLane
        self.answer = answer
    }

    func receive(_ slice: UnsafeRawBufferPointer) -> Response? { nil }

    func mayFinish() -> Bool {
        if isChecked { return true }
        isChecked = true
        let first = lane
        lane = answeringLane()
        return lane == first
    }

    func finish() -> Response {
        lane == .heavy ? work.computedAnswer(answer) : work.answer(answer)
    }

    func cancel(isDraining: Bool) { work.cancel(isDraining: isDraining) }
}

extension RequestPlan {
    /// The most bytes of a body without a meaning. A request with a longer one is refused.
    private static let ignoredBytes = 64 << 10

    /// Short work, such as a query of the store. It never waits behind fits.
    static func lookUp(
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        ignoringBody(.brief, bounds, answer)
    }

    /// An answer to a monitor. It comes also while all other workers are blocked.
    static func monitor(
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        ignoringBody(.monitor, bounds, answer)
    }

    /// An answer from memory, which never waits behind queries of the store. It takes milliseconds at most.
    static func prompt(
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        ignoringBody(.prompt, bounds, answer)
    }

    /// Work of which a look at the store tells how long it takes.
    ///
    /// - Parameters:
    ///   - first: the workers that look.
    ///   - lane: looks, and returns the workers that answer.
    static func check(
        on first: WorkLane,
        _ lane: @escaping () -> WorkLane,
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        let work = RequestWork(bounds, hasBody: false)
        return .receive(bodyLimit: ignoredBytes, CheckedBody(lane: first, work, answeringLane: lane, answer))
    }

    /// A write to the store. It waits for other writers, and never holds up readers.
    static func write(
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        ignoringBody(.write, bounds, answer)
    }

    /// Long work on a request without a body.
    static func work(
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        ignoringBody(.heavy, bounds, answer)
    }

    private static func ignoringBody(
        _ lane: WorkLane,
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        .receive(bodyLimit: ignoredBytes, IgnoredBody(lane: lane, RequestWork(bounds, hasBody: false), answer))
    }

    /// Long work on a body of at most `limit` bytes, which is collected in memory.
    static func collect(
        limit: Int,
        _ bounds: ProcessBounds,
        _ answer: @escaping ([UInt8], RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        .receive(bodyLimit: limit, CollectedBody(RequestWork(bounds), answer))
    }
}
