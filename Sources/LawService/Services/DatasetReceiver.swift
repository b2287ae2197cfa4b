import HTTPMessage

/// Feeds a body's slices to an intake and answers with what comes out.
final class DatasetReceiver: BodyReceiver {
    private let intake: DatasetIntake
    private let answer: (DatasetAnalysis.Result) throws(Problem) -> Response

    init(_ intake: DatasetIntake, answer: @escaping (DatasetAnalysis.Result) throws(Problem) -> Response) {
        self.intake = intake
        self.answer = answer
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        do {
            try intake.read(bytes)
            return nil
        } catch {
            return error.response()
        }
    }

    func finish() -> Response {
        do {
            return try answer(intake.finish())
        } catch {
            return error.response()
        }
    }
}
