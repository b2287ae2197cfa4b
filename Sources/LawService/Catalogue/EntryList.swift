import Foundation
import HTTPMessage
import PredictionStore

/// The answer of `GET /laws` and `GET /datasets`, newest first.
///
/// Each line is the stored summary, byte for byte, with the id, the names and the time of the document before it.
struct EntryList {
    let kind: DocumentKind
    let lines: [(entry: DocumentEntry, summary: Data)]
    /// The ids of documents whose content and summary are both damaged. They hide no other document.
    let damaged: [String]
    /// The `after` of the next page; `nil` on the last.
    let next: String?

    var response: Response {
        get throws(Problem) {
            var writer = JSONWriter()
            writer.object { writer in
                writer.key(kind == .law ? "laws" : "datasets")
                writer.array(lines) { line, writer in write(line.entry, line.summary, &writer) }
                if !damaged.isEmpty {
                    writer.key("damaged")
                    writer.array(damaged) { id, writer in writer.string(id) }
                }
                writer.key("next")
                if let next { writer.string(next) } else { writer.null() }
            }
            writer.lineFeed()
            return JSONAnswer.response(body: try writer.bytes)
        }
    }

    private func write(_ entry: DocumentEntry, _ summary: Data, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.key(kind == .law ? "law" : "dataset")
            writer.string(entry.id)
            writer.key("name")
            if let name = entry.names.first { writer.string(name) } else { writer.null() }
            writer.key("names")
            writer.array(entry.names) { name, writer in writer.string(name) }
            writer.key("createdAt")
            writer.string(ISO8601.text(entry.createdAt))
            writer.members(of: summary)
        }
    }
}
