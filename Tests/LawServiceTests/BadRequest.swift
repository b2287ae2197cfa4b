import HTTPMessage
import LawService
import TestSupport
import Testing

/// One request that must be refused. The name is the reason.
struct BadRequest: Sendable, CustomTestStringConvertible {
    let name: String
    let target: String
    var type = "application/json"
    var body: String?
    let status: Int
    /// A place that the problem must contain.
    var pointer: String?
    /// A text that the problem must contain, so that the client knows what to do.
    var message: String?

    var testDescription: String { name }

    /// Checks that a reply is the problem document that the request must get.
    func check(_ reply: InProcessClient.Reply) {
        #expect(reply.status == status, "\(reply.text)")
        #expect(reply.fields.only(.contentType) == "application/problem+json; charset=utf-8")
        for key in ["type", "title", "detail"] { #expect(reply.json.string(key)?.isEmpty == false) }
        #expect(reply.json.number("status") == Double(status))
        if let pointer {
            let places = (0..<20).compactMap { reply.json.string("errors.\($0).pointer") }
            #expect(places.contains(pointer), "\(reply.text)")
        }
        if let message { #expect(reply.text.contains(message), "\(reply.text)") }
    }
}
