import HTTPMessage
import ResourceMetering

/// Passes the slices of a body to the measurement, and answers with its result.
final class DatasetUpload: BodyReceiver {
    private let work: RequestWork
    /// Made with the first bytes, so that a client who sends none takes no memory.
    private var measurement: DatasetMeasurement?
    private let request: DatasetMeasurement.Request
    private let answer: (DatasetMeasurement.Result) throws(Problem) -> Response

    init(
        _ request: DatasetMeasurement.Request,
        answer: @escaping (DatasetMeasurement.Result) throws(Problem) -> Response
    ) {
        self.request = request
        work = request.work
        self.answer = answer
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        work.received(bytes.count)
        return work.bounds.pool.countingCaller { () -> Response? in
            do throws(Problem) {
                try started().read(bytes)
                return nil
            } catch {
                return error.response()
            }
        }
    }

    func cancel(isDraining: Bool) { work.cancel(isDraining: isDraining) }

    func finish() -> Response {
        work.bounds.pool.countingCaller {
            do throws(Problem) {
                return try answer(started().finish())
            } catch {
                return error.response()
            }
        }
    }

    /// - Throws: 503 if there is no memory for a dataset.
    private func started() throws(Problem) -> DatasetMeasurement {
        if let measurement { return measurement }
        let new = DatasetMeasurement(request)
        try new.admit()
        measurement = new
        return new
    }
}
