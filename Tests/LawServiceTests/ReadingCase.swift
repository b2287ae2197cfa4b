import Foundation
import HTTPMessage
import JSONText
import TestSupport
import Testing

/// One case of `Tests/Fixtures/reading-cases` or `reading-cases-more`: a request and the outcomes that are right.
struct ReadingCase: CustomTestStringConvertible, Sendable {
    let id: String
    let folder: String
    let file: String
    let path: String
    let query: [String: String]
    let fields: [String: String]
    let isMultipart: Bool
    /// One of them must match.
    let outcomes: [JSONObject]
    /// Characters that no text of the answer may have.
    let forbidden: [String]
    /// A request whose answer has the same dataset id.
    let sameDataset: JSONObject?

    var testDescription: String { id }

    static func all(in folder: String, _ name: String = "cases.json") throws -> [ReadingCase] {
        let bytes = Array(try Fixtures.data("\(folder)/\(name)"))
        guard case .array(let values) = try JSONValue.parse(bytes) else { return [] }
        return try values.map { try ReadingCase(try #require($0.object), folder: folder) }
    }

    private init(_ object: JSONObject, folder: String) throws {
        id = try #require(object["id"]?.text)
        self.folder = folder
        file = try #require(object["file"]?.text)
        path = object["path"]?.text ?? "/apen"
        query = Self.texts(object["query"])
        var fields = Self.texts(object["headers"])
        if let type = object["contentType"]?.text { fields["Content-Type"] = type }
        self.fields = fields
        isMultipart = object["multipart"] == .bool(true)
        let outcomes = object["any"]?.array ?? [object["expect"] ?? .null]
        self.outcomes = outcomes.compactMap(\.object)
        try #require(!self.outcomes.isEmpty)
        forbidden = object["saysNot"]?.array.compactMap(\.text) ?? []
        sameDataset = object["sameDatasetAs"]?.object
    }

    private static func texts(_ value: JSONValue?) -> [String: String] {
        var texts: [String: String] = [:]
        for member in value?.object?.members ?? [] {
            switch member.value {
            case .string(let text): texts[member.key] = text
            case .number(let number): texts[member.key] = number.text
            default: continue
            }
        }
        return texts
    }

    /// The request, sent to a service.
    func send(to client: InProcessClient, slice: Int = .max) throws -> Answer {
        try Self.send(file, path, query, fields, isMultipart: isMultipart, folder: folder, to: client, slice: slice)
    }

    /// Another file of the same folder, sent without further words.
    func send(_ file: String, _ path: String, query: [String: String] = [:], to client: InProcessClient) throws
        -> Answer
    {
        let fields = path == "/fit" ? ["Content-Type": "text/csv"] : [:]
        return try Self.send(file, path, query, fields, folder: folder, to: client)
    }

    struct Answer {
        let status: Int
        let json: JSONReply
        let value: JSONValue
    }

    private static func send(
        _ file: String,
        _ path: String,
        _ query: [String: String],
        _ fields: [String: String],
        isMultipart: Bool = false,
        folder: String,
        to client: InProcessClient,
        slice: Int = .max
    ) throws -> Answer {
        var body = Array(try Fixtures.data("\(folder)/\(file)"))
        var fields = fields
        if isMultipart {
            let head = """
                --cut\r\nContent-Disposition: form-data; name="file"; filename="\(file)"\r\n\
                Content-Type: application/octet-stream\r\n\r\n
                """
            body = Array(head.utf8) + body + Array("\r\n--cut--\r\n".utf8)
            fields["Content-Type"] = "multipart/form-data; boundary=cut"
        }
        let text = query.sorted { $0.key < $1.key }.map { "\(escaped($0.key))=\(escaped($0.value))" }
            .joined(separator: "&")
        let reply = client.send(
            .post,
            path + (text.isEmpty ? "" : "?\(text)"),
            fields: Self.pairs(fields),
            body: body,
            slice: slice
        )
        return Answer(status: reply.status, json: reply.json, value: try JSONValue.parse(reply.body))
    }

    /// The service reads these two fields only.
    private static func pairs(_ fields: [String: String]) -> KeyValuePairs<String, String> {
        switch (fields["Content-Type"], fields["Content-Encoding"]) {
        case (let type?, let coding?): ["Content-Type": type, "Content-Encoding": coding]
        case (let type?, nil): ["Content-Type": type]
        case (nil, let coding?): ["Content-Encoding": coding]
        case (nil, nil): [:]
        }
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || byte >= 0x30 && byte <= 0x39)
            return isPlain ? String(Unicode.Scalar(byte)) : String(format: "%%%02X", byte)
        }.joined()
    }
}

extension JSONValue {
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
    var array: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    var double: Double? { if case .number(let number) = self { number.double } else { nil } }

    /// Every text, keys included.
    var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(\.texts)
        case .object(let object): object.members.flatMap { [$0.key] + $0.value.texts }
        case .null, .bool, .number: []
        }
    }

    /// The value with a blank after each comma and colon, as the cases quote it.
    var spaced: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): number.text
        case .string(let text): Self.quoted(text)
        case .array(let elements): "[" + elements.map(\.spaced).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { "\(Self.quoted($0.key)): \($0.value.spaced)" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
