import Foundation
import Logging
import PredictionStore

/// Encodes and decodes the records inside documents.
enum RecordCoding {
    static func encode(_ record: some Encodable) throws(Problem) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(record)
        } catch {
            throw JSONAnswer.problem(error, of: "result")
        }
    }

    static func decode<Record: Decodable>(_ type: Record.Type, from document: Document) throws(Problem) -> Record {
        do {
            return try JSONDecoder().decode(type, from: document.content)
        } catch {
            Logger(label: "store").error(
                "a document cannot be decoded",
                metadata: ["id": "\(document.id)", "reason": "\(error)"]
            )
            throw Problem(
                .internalFault,
                "\(document.kind.rawValue) \(document.id) was stored in a format that cannot be read; delete it and post it again"
            )
        }
    }
}
