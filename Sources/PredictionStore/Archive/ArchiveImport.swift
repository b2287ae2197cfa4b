public import Foundation

/// Reads the lines of an export from pieces of any size and stores the documents.
///
/// The documents are stored in batches, because each commit waits for the disk. An import that fails keeps the batches before the
/// fault. It can be repeated: a document that is stored already changes only if that of the export is of a later model.
public struct ArchiveImport {
    /// Why an import ended early.
    public enum Failure: Error, Sendable, Equatable {
        /// - number: counted from 1.
        case line(number: Int, ArchiveLine.DecodingError)
        /// The id is not that of the content.
        case foreignID(number: Int, kind: DocumentKind, id: String)
        /// A name that no document may have.
        case name(number: Int, reason: String)
        /// A line is longer than any document.
        case lineTooLong(number: Int)
        /// The line at the end is missing: the export was cut short.
        case incomplete(documents: Int)
        /// The line at the end counts other documents.
        case otherCount(number: Int, documents: Int, expected: Int)
    }

    private static let batchDocuments = 100
    private static let batchBytes = 8 << 20
    private static let longestLine = 1 << 30

    private let store: any ArchivableStore
    private let replaceNames: Bool
    private let hasOwnID: (Document) -> Bool
    private let faultOfNames: ([String]) -> String?
    /// The beginning of a line whose end has not arrived.
    private var partialLine = Data()
    private var lineNumber = 0
    private var batch: [Document] = []
    private var batchSize = 0
    private var documentsSinceEnd = 0
    private var hasEnded = false

    /// How many documents were read.
    public private(set) var documents = 0
    /// How many of them were not stored before.
    public private(set) var added = 0

    /// - Parameters:
    ///   - replaceNames: moves names that other documents of the store hold.
    ///   - hasOwnID: whether a document has the id of its content, which only the service knows.
    ///   - faultOfNames: why a document cannot have these names, which only the service knows; `nil` if it can.
    public init(
        into store: any ArchivableStore,
        replaceNames: Bool,
        hasOwnID: @escaping (Document) -> Bool = { _ in true },
        faultOfNames: @escaping ([String]) -> String? = { _ in nil }
    ) {
        self.store = store
        self.hasOwnID = hasOwnID
        self.faultOfNames = faultOfNames
        self.replaceNames = replaceNames
    }

    /// Stores the documents whose lines are complete.
    ///
    /// - Throws: `Failure`, or the `StoreError` of the store.
    public mutating func receive(_ piece: Data) throws {
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            partialLine.append(rest[..<end])
            rest = rest[(end + 1)...]
            try finishLine()
        }
        partialLine.append(rest)
        guard partialLine.count <= Self.longestLine else { throw Failure.lineTooLong(number: lineNumber + 1) }
    }

    /// Stores what is left, and verifies that the export was complete.
    public mutating func finish() throws {
        if !partialLine.isEmpty { try finishLine() }
        try store(batch)
        guard hasEnded, documentsSinceEnd == 0 else { throw Failure.incomplete(documents: documents) }
    }

    private mutating func finishLine() throws {
        lineNumber += 1
        let line = partialLine
        partialLine = Data()
        let isBlank = line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
        if isBlank { return }
        switch try decoded(line) {
        case .document(let document):
            guard hasOwnID(document) else {
                throw Failure.foreignID(number: lineNumber, kind: document.kind, id: document.id)
            }
            if let reason = faultOfNames(document.names) { throw Failure.name(number: lineNumber, reason: reason) }
            batch.append(document)
            batchSize += document.content.count
            documents += 1
            documentsSinceEnd += 1
        case .end(let expected):
            guard expected == documentsSinceEnd else {
                throw Failure.otherCount(number: lineNumber, documents: documentsSinceEnd, expected: expected)
            }
            documentsSinceEnd = 0
            hasEnded = true
        }
        if batch.count >= Self.batchDocuments || batchSize >= Self.batchBytes { try store(batch) }
    }

    private func decoded(_ line: Data) throws(Failure) -> ArchiveLine {
        do throws(ArchiveLine.DecodingError) {
            return try ArchiveLine(decoding: line)
        } catch {
            throw .line(number: lineNumber, error)
        }
    }

    private mutating func store(_ documents: [Document]) throws {
        guard !documents.isEmpty else { return }
        added += try store.restore(documents, replaceNames: replaceNames)
        batch = []
        batchSize = 0
    }
}
