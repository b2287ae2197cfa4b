public import Foundation

/// Writes all documents of a store as lines. Memory holds one document.
public struct ArchiveExport: Sendable, Equatable {
    /// How many documents were written.
    public private(set) var documents = 0
    /// The documents that were left out because they are damaged: `law law_1`.
    public private(set) var damaged: [String] = []

    /// Exports `store`, and returns after the last line.
    ///
    /// - Parameter write: gets one whole line. Its error ends the export and is thrown.
    public init(_ store: any ArchivableStore, write: (Data) throws -> Void) throws {
        try store.export { exported in
            switch exported {
            case .document(let document):
                try write(ArchiveLine.document(document).encoded())
                documents += 1
            case .damaged(let kind, let id):
                damaged.append("\(kind.rawValue) \(id)")
            }
        }
        try write(ArchiveLine.end(documents: documents).encoded())
    }
}
