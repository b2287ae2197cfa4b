import HTTPMessage

/// Shows how a table would be read, and stores nothing.
struct PreviewService: Sendable {
    /// The largest body in bytes. Clients may send whole files, although only their beginning is used.
    let bodyLimit: Int

    /// `POST /preview`.
    func preview(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        try ContentCoding.requireGzipOrIdentity(request.head)
        let preview = try TablePreview(request.query, contentType: try MediaType.field(request.head))
        return .receive(bodyLimit: bodyLimit, PreviewUpload(preview))
    }
}

/// Passes the slices of a body to a preview, and answers with its result.
private final class PreviewUpload: BodyReceiver {
    private var preview: TablePreview

    init(_ preview: consuming TablePreview) {
        self.preview = preview
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        do {
            try preview.read(bytes)
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
