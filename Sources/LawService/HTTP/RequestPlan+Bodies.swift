import HTTPMessage

/// Gathers a small body whole and answers it on a worker.
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

/// Drops a body that the resource gives no meaning to (RFC 9110 §9.3.1) and answers on a worker.
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
    /// How much of a body without a meaning is read before the request is refused.
    private static let ignoredBytes = 64 << 10

    /// A look into the store, which must not wait behind fits.
    static func lookUp(_ answer: @escaping () throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: ignoredBytes, IgnoredBody(isBrief: true, answer))
    }

    /// Heavy work without a body.
    static func work(_ answer: @escaping () throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: ignoredBytes, IgnoredBody(isBrief: false, answer))
    }

    /// Work on a whole body of at most `limit` bytes.
    static func collect(limit: Int, _ answer: @escaping ([UInt8]) throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: limit, CollectedBody(answer))
    }
}
