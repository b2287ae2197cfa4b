import HTTPMessage

/// A file of the page, compressed once, with a strong entity tag for each coding.
struct PageAsset: Sendable {
    private let plain: [UInt8]
    /// `nil` if compression does not make it shorter.
    private let compressed: [UInt8]?
    private let type: HTTPFieldValue
    private let tag: String

    /// - Parameter name: decides the media type.
    init(_ name: String, _ bytes: [UInt8]) {
        plain = bytes
        // A short one stays as it is; `AnswerFields` decides in the same way.
        let short =
            bytes.count > GzipEncoder.leastBytes ? GzipEncoder.encode(bytes, level: GzipEncoder.bestLevel) : nil
        compressed = short.flatMap { $0.count < bytes.count ? $0 : nil }
        type = Self.type(name)
        tag = String(SHA256Digest(bytes).prefix(20))
    }

    /// The file, or 304 for a client that has it (RFC 9110 §13.1.2).
    func response(to head: RequestHead) -> Response {
        var response = Response(status: .ok, body: plain)
        var tag = "\"\(tag)\""
        if let compressed, AcceptedCodings(head.fields[.acceptEncoding]).prefersGzip {
            // Other bytes need another strong tag (RFC 9110 §8.8.3.3).
            tag = "\"\(self.tag)-gzip\""
            response.body = compressed
            response.fields.append(.contentEncoding, "gzip")
        }
        response.fields.append(.contentType, type)
        response.fields.append(.cacheControl, "public, max-age=0, must-revalidate")
        response.fields.append(.contentSecurityPolicy, Self.policy)
        if let value = HTTPFieldValue(tag) { response.fields.append(.entityTag, value) }
        if EntityTag.isKnown(tag, Array(head.fields[.ifNoneMatch])) {
            response.status = .notModified
            response.body = []
        }
        return response
    }

    /// Everything that the page loads comes from this service. No script and no style stands in the document itself.
    private static let policy: HTTPFieldValue =
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private static func type(_ name: String) -> HTTPFieldValue {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "csv": "text/csv; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
