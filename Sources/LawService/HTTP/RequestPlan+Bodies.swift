import HTTPMessage
import ResourceMetering

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
    private(set) var lane: WorkLane
    private let work: RequestWork
    /// Returns the workers that answer. A worker of the first lane calls it.
    private var answeringLane: (() -> WorkLane)?
    private let answer: (RequestWork) throws(Problem) -> Response

    init(
        lane: WorkLane,
        _ work: RequestWork,
        answeringLane: (() -> WorkLane)?,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) {
        self.lane = lane
        self.work = work
        self.answeringLane = answeringLane
        self.answer = answer
    }

    func receive(_ slice: UnsafeRawBufferPointer) -> Response? { nil }

    func mayFinish() -> Bool {
        guard let answeringLane = answeringLane.take() else { return true }
        let first = lane
        lane = answeringLane()
        return lane == first
    }

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

extension RequestPlan {
    /// The most bytes of a body without a meaning. A request with a longer one is refused.
    private static let ignoredBytes = 64 << 10

    /// A request without a body, or with one that has no meaning.
    ///
    /// - Parameters:
    ///   - lane: the workers that answer.
    ///   - other: finds out which workers answer instead. A worker of `lane` calls it, because it may read the store.
    static func answer(
        on lane: WorkLane,
        orOn other: (() -> WorkLane)? = nil,
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        let work = RequestWork(bounds, hasBody: false)
        return .receive(bodyLimit: ignoredBytes, IgnoredBody(lane: lane, work, answeringLane: other, answer))
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
