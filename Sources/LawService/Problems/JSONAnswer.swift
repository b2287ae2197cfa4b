import Foundation
import HTTPMessage
import Logging

/// Encodes answers as JSON. Keys are sorted, so equal answers have equal bytes. The final line feed is for terminals.
enum JSONAnswer {
    /// - Throws: if the value contains NaN or infinity. The domain types never produce them.
    static func bytes(of value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    /// The answer, or a 500 if it cannot be encoded: one bad number must not end the service.
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
            return Problem(.internalFault, "the answer cannot be encoded; the service's log says why").response()
        }
        response.fields.append(.contentType, contentType)
        return response
    }
}
