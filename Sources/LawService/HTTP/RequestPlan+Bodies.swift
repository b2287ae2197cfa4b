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
        work.answer { () throws(Problem) in try answer(bytes, work) }
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
        guard lane == .heavy else {
            do {
                return try answer(work)
            } catch {
                return error.response()
            }
        }
        return work.answer { () throws(Problem) in
            let response = try answer(work)
            // What was computed after a stop means nothing.
            try work.check()
            return response
        }
    }

    func cancel(isDraining: Bool) { work.cancel(isDraining: isDraining) }
}

extension RequestWork {
    /// Makes the answer on the calling thread, which counts as one that computes.
    fileprivate func answer(_ body: () throws(Problem) -> Response) -> Response {
        bounds.pool.countingCaller {
            do throws(Problem) {
                try check()
                return try body()
            } catch {
                return error.response()
            }
        }
    }
}

/// Discards a body that has no meaning for the resource, then answers: on a worker for short work, or on one for heavy work if
/// it turns out that the answer takes long.
final class CheckedBody: BodyReceiver {
    private(set) var lane = WorkLane.brief
    private let work: RequestWork
    private let isHeavy: () -> Bool
    private let answer: (RequestWork) throws(Problem) -> Response

    init(
        _ work: RequestWork,
        isHeavy: @escaping () -> Bool,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) {
        self.work = work
        self.isHeavy = isHeavy
        self.answer = answer
    }

    func receive(_ slice: UnsafeRawBufferPointer) -> Response? { nil }

    func mayFinish() -> Bool {
        guard lane == .brief, isHeavy() else { return true }
        lane = .heavy
        return false
    }

    func finish() -> Response {
        if lane == .heavy { return work.answer { () throws(Problem) in try answer(work) } }
        do {
            return try answer(work)
        } catch {
            return error.response()
        }
    }

    func cancel(isDraining: Bool) { work.cancel(isDraining: isDraining) }
}

extension RequestPlan {
    /// The most bytes of a body without a meaning. A request with a longer one is refused.
    private static let ignoredBytes = 64 << 10

    /// Short work, such as a query of the store. It never waits behind fits.
    static func lookUp(_ answer: @escaping () throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: ignoredBytes, IgnoredBody(lane: .brief, .unbounded()) { _ throws(Problem) in try answer() })
    }

    /// Short work that may turn out to be heavy.
    ///
    /// - Parameter isHeavy: short work that finds it out.
    static func lookUp(
        unless isHeavy: @escaping () -> Bool,
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        let work = RequestWork(bounds, hasBody: false)
        return .receive(bodyLimit: ignoredBytes, CheckedBody(work, isHeavy: isHeavy, answer))
    }

    /// A write to the store. It waits for other writers, and never holds up readers.
    static func write(_ answer: @escaping () throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: ignoredBytes, IgnoredBody(lane: .write, .unbounded()) { _ throws(Problem) in try answer() })
    }

    /// Long work on a request without a body.
    static func work(
        _ bounds: ProcessBounds,
        _ answer: @escaping (RequestWork) throws(Problem) -> Response
    ) -> RequestPlan {
        .receive(bodyLimit: ignoredBytes, IgnoredBody(lane: .heavy, RequestWork(bounds, hasBody: false), answer))
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
