import Foundation
import PredictionStore

extension DocumentDraft {
    /// What is stored already, to add a name to it.
    init(_ document: Document, summary: Data) {
        self.init(
            id: document.id,
            kind: document.kind,
            createdAt: document.createdAt,
            content: document.content,
            summary: summary,
            modelVersion: document.entry.modelVersion
        )
    }
}
