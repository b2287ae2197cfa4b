import Foundation
import HTTPMessage
import Logging

/// Encodes answers as JSON. Keys are sorted, so equal answers have equal bytes. The final line feed is for terminals.
enum JSONAnswer {
    /// - Throws: if the value contains NaN or infinity.
    static func bytes(of value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    /// An answer whose body was written already.
    static func response(body: [UInt8]) -> Response {
        Response(status: .ok, fields: fields, body: body)
    }

    private static let fields: HTTPFields = {
        var fields = HTTPFields()
        fields.append(.contentType, "application/json; charset=utf-8")
        return fields
    }()

    /// The answer. If it cannot be encoded: 422 because of a number that is not finite, otherwise 500.
    static func response(
        _ status: HTTPStatus,
        _ value: some Encodable,
        contentType: HTTPFieldValue = "application/json; charset=utf-8"
    ) -> Response {
        var response: Response
        do {
            response = Response(status: status, body: try bytes(of: value))
        } catch {
            return problem(error, of: "answer").response()
        }
        response.fields.append(.contentType, contentType)
        return response
    }

    /// What a failure of the encoder means to the client.
    ///
    /// - Parameter content: what could not be encoded.
    static func problem(_ error: any Error, of content: StaticString) -> Problem {
        if case EncodingError.invalidValue(let value, _) = error, (value as? Double)?.isFinite == false {
            return .beyondNumbers
        }
        Logger(label: "answers").error("the \(content) cannot be encoded", metadata: ["reason": "\(error)"])
        return Problem(.internalFault, "the \(content) cannot be encoded; the service's log says why")
    }
}

extension Problem {
    static var beyondNumbers: Problem {
        Problem(
            .unsatisfiable,
            """
            a number of the result is larger than the largest double, 1.8e308; divide the values of the metric by a power of ten if they are \
            large, multiply them if they are tiny, or ask for sizes closer to the experiments
            """
        )
    }
}
