public import Foundation

/// One line of an export: a JSON object in UTF-8, followed by a line feed.
///
/// A document:
///
///     {"checksum":"…:…","content":"{…}","createdAt":1790000000,"id":"law_…","kind":"law","modelVersion":1,"names":["a"],
///      "summary":"{…}","version":1}
///
/// `content` and `summary` are texts, not objects: they must arrive byte for byte, and a tool that reads and writes JSON
/// may spell a number differently. `summary` is missing if the document has none. `createdAt` counts seconds since 1970.
///
/// The last line shows that nothing is missing:
///
///     {"end":{"documents":12},"version":1}
public enum ArchiveLine: Sendable, Equatable {
    case document(Document)
    /// The number of documents since the beginning, or since the line of this kind before.
    case end(documents: Int)

    /// The version of the format that this program writes and reads.
    public static let version = 1

    /// Why a line is not one of an export.
    public enum DecodingError: Error, Sendable, Equatable {
        /// The line is not a JSON object with these members.
        case malformed(reason: String)
        case unknownVersion(Int)
        /// The content or the summary does not match the checksum.
        case damaged(kind: DocumentKind, id: String)
    }

    /// The line with its line feed.
    public func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var line =
            switch self {
            case .document(let document): try encoder.encode(DocumentMembers(document))
            case .end(let documents): try encoder.encode(EndMembers(documents))
            }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// Reads one line, with or without its line feed, and verifies the checksum of a document.
    public init(decoding line: Data) throws(DecodingError) {
        let decoder = JSONDecoder()
        do {
            let head = try decoder.decode(HeadMembers.self, from: line)
            guard head.version == Self.version else { throw DecodingError.unknownVersion(head.version) }
            self =
                if let end = head.end {
                    .end(documents: end.documents)
                } else {
                    .document(try decoder.decode(DocumentMembers.self, from: line).document())
                }
        } catch let error as DecodingError {
            throw error
        } catch let error as Swift.DecodingError {
            throw .malformed(reason: Self.reason(error))
        } catch {
            throw .malformed(reason: String(describing: error))
        }
    }

    private static func reason(_ error: Swift.DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "`\(key.stringValue)` is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "`\(context.codingPath.map(\.stringValue).joined(separator: "."))` has the wrong type"
        case .dataCorrupted(let context): context.debugDescription
        @unknown default: "it cannot be read"
        }
    }
}

private struct HeadMembers: Decodable {
    let version: Int
    let end: EndMembers.End?
}

private struct EndMembers: Encodable {
    struct End: Codable {
        let documents: Int
    }

    let version = ArchiveLine.version
    let end: End

    init(_ documents: Int) { end = End(documents: documents) }
}

private struct DocumentMembers: Codable {
    let version: Int
    let kind: String
    let id: String
    let createdAt: Int64
    let names: [String]
    let modelVersion: Int
    let checksum: String
    let summary: String?
    let content: String

    /// The end of the year 9999, the last that a date of RFC 3339 can have.
    private static let latestSecond: Int64 = 253_402_300_799

    init(_ document: Document) {
        version = ArchiveLine.version
        kind = document.kind.rawValue
        id = document.id
        createdAt = Int64(document.createdAt.timeIntervalSince1970)
        names = document.names
        modelVersion = document.entry.modelVersion
        checksum = Checksum(content: document.content, summary: document.entry.summary).text
        summary = document.entry.summary.map { String(decoding: $0, as: UTF8.self) }
        content = String(decoding: document.content, as: UTF8.self)
    }

    func document() throws(ArchiveLine.DecodingError) -> Document {
        guard let kind = DocumentKind(rawValue: kind) else {
            throw .malformed(
                reason: "`kind` must be one of \(DocumentKind.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        guard modelVersion >= 1, createdAt >= 0 else {
            throw .malformed(reason: "`modelVersion` and `createdAt` must be positive")
        }
        guard createdAt <= Self.latestSecond else {
            throw .malformed(reason: "`createdAt` counts seconds, and lies behind the year 9999")
        }
        let content = Data(content.utf8)
        let summary = summary.map { Data($0.utf8) }
        guard Checksum(content: content, summary: summary) == Checksum(checksum) else {
            throw .damaged(kind: kind, id: id)
        }
        return Document(
            entry: DocumentEntry(
                id: id,
                kind: kind,
                createdAt: Date(timeIntervalSince1970: TimeInterval(createdAt)),
                names: names,
                summary: summary,
                modelVersion: modelVersion
            ),
            content: content
        )
    }
}
