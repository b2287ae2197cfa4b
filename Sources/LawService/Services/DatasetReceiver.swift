import HTTPMessage

/// Feeds a body's slices to an analysis, which begins with the first of them, so that its format may be recognised.
final class DatasetReceiver: BodyReceiver {
    private let begin: (UnsafeRawBufferPointer) throws(Problem) -> DatasetAnalysis
    private let answer: (DatasetAnalysis.Result) throws(Problem) -> Response
    private var analysis: DatasetAnalysis?

    init(
        begin: @escaping (UnsafeRawBufferPointer) throws(Problem) -> DatasetAnalysis,
        answer: @escaping (DatasetAnalysis.Result) throws(Problem) -> Response
    ) {
        self.begin = begin
        self.answer = answer
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        do {
            try read(bytes)
            return nil
        } catch {
            return error.response()
        }
    }

    func finish() -> Response {
        do throws(Problem) {
            if analysis == nil { try read(UnsafeRawBufferPointer(start: nil, count: 0)) }
            guard let result = try analysis?.finish() else { throw Problem(.badRequest, "the body is empty") }
            return try answer(result)
        } catch {
            return error.response()
        }
    }

    private func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        if analysis == nil { analysis = try begin(bytes) }
        try analysis?.read(bytes)
    }
}
