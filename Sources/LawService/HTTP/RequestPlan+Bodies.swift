import HTTPMessage

/// Collects a small body in memory, then answers on a worker.
final class CollectedBody: BodyReceiver {
    private var bytes: [UInt8] = []
    private let answer: ([UInt8]) throws(Problem) -> Response

    init(_ answer: @escaping ([UInt8]) throws(Problem) -> Response) {
        self.answer = answer
    }

    func receive(_ slice: UnsafeRawBufferPointer) -> Response? {
        bytes.append(contentsOf: slice)
        return nil
    }

    func finish() -> Response {
        do {
            return try answer(bytes)
        } catch {
            return error.response()
        }
    }
}

/// Discards a body that has no meaning for the resource (RFC 9110 §9.3.1), then answers on a worker.
final class IgnoredBody: BodyReceiver {
    let isBrief: Bool
    private let answer: () throws(Problem) -> Response

    init(isBrief: Bool, _ answer: @escaping () throws(Problem) -> Response) {
        self.isBrief = isBrief
        self.answer = answer
    }

    func receive(_ slice: UnsafeRawBufferPointer) -> Response? { nil }

    func finish() -> Response {
        do {
            return try answer()
        } catch {
            return error.response()
        }
    }
}

extension RequestPlan {
    /// The most bytes of a body without a meaning. A request with a longer one is refused.
    private static let ignoredBytes = 64 << 10

    /// Short work, such as a query of the store. It never waits behind fits.
    static func lookUp(_ answer: @escaping () throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: ignoredBytes, IgnoredBody(isBrief: true, answer))
    }

    /// Long work on a request without a body.
    static func work(_ answer: @escaping () throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: ignoredBytes, IgnoredBody(isBrief: false, answer))
    }

    /// Long work on a body of at most `limit` bytes, which is collected in memory.
    static func collect(limit: Int, _ answer: @escaping ([UInt8]) throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: limit, CollectedBody(answer))
    }
}
