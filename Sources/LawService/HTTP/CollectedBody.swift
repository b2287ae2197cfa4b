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

extension RequestPlan {
    /// Heavy or blocking work without a body.
    static func work(_ answer: @escaping () throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: 0, CollectedBody { _ throws(Problem) in try answer() })
    }

    /// Work on a whole body of at most `limit` bytes.
    static func collect(limit: Int, _ answer: @escaping ([UInt8]) throws(Problem) -> Response) -> RequestPlan {
        .receive(bodyLimit: limit, CollectedBody(answer))
    }
}
