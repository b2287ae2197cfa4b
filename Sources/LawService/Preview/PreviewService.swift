import HTTPMessage

/// Shows how a table would be read, and stores nothing.
struct PreviewService: Sendable {
    let bounds: ProcessBounds
    /// The largest body in bytes. Clients may send whole files, although only their beginning is used.
    let bodyLimit: Int

    /// `POST /preview`.
    func preview(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        try ContentCoding.requireGzipOrIdentity(request.head)
        let work = RequestWork(bounds)
        let preview = try TablePreview(
            request.query(),
            contentType: try MediaType.field(request.head),
            work: work
        )
        return .receive(bodyLimit: bodyLimit, PreviewUpload(preview, work))
    }
}

/// Passes the slices of a body to a preview, and answers with its result.
private final class PreviewUpload: BodyReceiver {
    private var preview: TablePreview
    private let work: RequestWork
    /// The sample, its cells, and the answer.
    private static let bytes = 2 << 20

    init(_ preview: consuming TablePreview, _ work: RequestWork) {
        self.preview = preview
        self.work = work
    }

    func cancel(isDraining: Bool) { work.cancel(isDraining: isDraining) }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        work.received(bytes.count)
        do throws(Problem) {
            try work.hold(Self.bytes, for: .reading)
            try preview.read(bytes)
            try work.check()
            return nil
        } catch {
            return error.response()
        }
    }

    func finish() -> Response {
        do {
            return JSONAnswer.response(.ok, try preview.finish())
        } catch {
            return error.response()
        }
    }
}
