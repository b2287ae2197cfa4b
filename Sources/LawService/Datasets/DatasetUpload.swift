import HTTPMessage

/// Passes the slices of a body to the measurement, and answers with its result.
final class DatasetUpload: BodyReceiver {
    private let measurement: DatasetMeasurement
    private let answer: (DatasetMeasurement.Result) throws(Problem) -> Response

    init(
        _ measurement: DatasetMeasurement,
        answer: @escaping (DatasetMeasurement.Result) throws(Problem) -> Response
    ) {
        self.measurement = measurement
        self.answer = answer
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        do {
            try measurement.read(bytes)
            return nil
        } catch {
            return error.response()
        }
    }

    func finish() -> Response {
        do {
            return try answer(measurement.finish())
        } catch {
            return error.response()
        }
    }
}
