import HTTPMessage

/// Feeds a body's slices to an intake and answers with what comes out.
final class DatasetUpload: BodyReceiver {
    private let intake: DatasetDecoder
    private let answer: (DatasetMeasurement.Result) throws(Problem) -> Response

    init(_ intake: DatasetDecoder, answer: @escaping (DatasetMeasurement.Result) throws(Problem) -> Response) {
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
