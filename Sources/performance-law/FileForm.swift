import HTTPMessage

/// Several files in one body, as `multipart/form-data` (RFC 7578).
struct FileForm {
    typealias Writer = (UnsafeRawBufferPointer) -> Bool

    /// Random, so that no file contains it.
    private let boundary =
        "performance-law-" + (0..<2).map { _ in String(UInt64.random(in: 0 ... .max), radix: 16) }.joined()

    var contentType: HTTPFieldValue? { HTTPFieldValue("multipart/form-data; boundary=\(boundary)") }

    /// Begins a file.
    ///
    /// - Returns: whether the receiver wants more.
    func writeHead(of path: String, to write: Writer) -> Bool {
        // As browsers escape a name.
        let name = path.replacing("\"", with: "%22").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
        return Self.write(
            "\r\n--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n",
            to: write
        )
    }

    /// Ends the last file.
    func writeEnd(to write: Writer) { _ = Self.write("\r\n--\(boundary)--\r\n", to: write) }

    private static func write(_ text: String, to write: Writer) -> Bool { Array(text.utf8).withUnsafeBytes(write) }
}
