import Foundation
import HTTPMessage
import Logging

/// Encodes answers: JSON with sorted keys, so that equal answers are equal bytes, and a newline at the end for terminals.
enum JSONAnswer {
    /// Throws only where the value holds a NaN or an infinity, which the domain types never let out.
    static func bytes(of value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    /// The answer, or a 500 in its place where it cannot be encoded: one bad figure must not end the service.
    static func response(
        _ status: HTTPStatus,
        _ value: some Encodable,
        contentType: HTTPFieldValue = "application/json; charset=utf-8"
    ) -> Response {
        var response: Response
        do {
            response = Response(status: status, body: try bytes(of: value))
        } catch {
            Logger(label: "answers").error("an answer cannot be encoded", metadata: ["reason": "\(error)"])
            return Problem(.internalFault, "the answer cannot be written down; the service's log says why").response()
        }
        response.fields.append(.contentType, contentType)
        return response
    }
}
