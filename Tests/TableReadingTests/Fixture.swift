import Foundation
import JSONText
import Testing

@testable import TableReading

/// The files of `Tests/Fixtures/reading-cases`, with the outcome that each must have.
enum Fixture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/reading-cases")

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let id: String
        let file: String
        let isFit: Bool
        let query: [String: String]
        let isMultipart: Bool
        let expected: JSONObject

        var testDescription: String { id }

        func number(_ key: String) -> Int? {
            if case .number(let number)? = expected[key] { number.integer.map { Int($0) } } else { nil }
        }

        func string(_ key: String) -> String? {
            if case .string(let text)? = expected[key] { text } else { nil }
        }

        func words(_ key: String) -> [String] {
            guard case .array(let values)? = expected[key] else { return [] }
            return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        }

        var isRefused: Bool {
            switch expected["status"] {
            case .number(let number)?: number.integer ?? 0 >= 400
            case .array(let values)?:
                values.contains { if case .number(let n) = $0 { n.integer ?? 0 >= 400 } else { false } }
            default: false
            }
        }
    }

    static func cases() throws -> [Case] {
        guard case .array(let values) = try JSONValue.parse(bytes("cases.json"), limits: JSONLimits()) else {
            return []
        }
        return values.compactMap { value in
            guard case .object(let object) = value, case .string(let id)? = object["id"] else { return nil }
            guard case .string(let file)? = object["file"], case .string(let path)? = object["path"] else { return nil }
            guard case .object(let query)? = object["query"], case .object(let expected)? = object["expect"] else {
                return nil
            }
            var parameters: [String: String] = [:]
            for member in query.members {
                if case .string(let text) = member.value { parameters[member.key] = text }
            }
            return Case(
                id: id,
                file: file,
                isFit: path == "/fit",
                query: parameters,
                isMultipart: object["multipart"] == .bool(true),
                expected: expected
            )
        }
    }
}

/// The text of a whole input.
func decoded(
    _ bytes: [UInt8],
    contentType: String? = nil,
    charset: Charset? = nil,
    sliceLength: Int = .max
) throws -> (text: [UInt8], charset: Charset) {
    var decoder = InputDecoder(contentType: contentType, charset: charset)
    var text: [UInt8] = []
    var begin = 0
    while begin < bytes.count {
        let end = begin + min(sliceLength, bytes.count - begin)
        try bytes[begin..<end].withUnsafeBytes { try decoder.decode($0) { text.append(contentsOf: $0) } }
        begin = end
    }
    try decoder.finish { text.append(contentsOf: $0) }
    return (text, decoder.charset)
}
