import Foundation
import TestSupport
import Testing

/// What sentences about a dataset claim.
@Suite("Sentences about a dataset")
struct DatasetWordingTests {
    private func measured(_ body: String) throws -> (text: String, json: JSONReply) {
        let reply = try ServiceFixture().client.post("/apen", "application/json", body)
        #expect(reply.status == 200, "\(reply.text)")
        return (reply.text, reply.json)
    }

    /// 1 2 1 2 1 2 has Φ¹ = −ln 2 and Φ² = (3 ln 3 + 2 ln 2)/5 − ln 5, whose difference is −0.02. Every pattern recurs.
    @Test("a negative difference is not taken for few repeats")
    func negative() throws {
        let (text, json) = try measured(#"{"m":1,"sequences":[[1,2,1,2,1,2],[5,6,5,6]]}"#)
        #expect(!text.contains("Few repeats") && !text.contains("hardly any"), "\(text)")
        #expect(json.string("interpretation.meaning")?.contains("2 of 2 users") == true, "\(text)")
    }

    @Test("what was measured is not advised, and what does not exist is not referred to")
    func advice() throws {
        // ApEn of a sequence that is too short is 0 by `short=zero`; the pooled figure has no window either.
        let zero = try measured(#"{"short":"zero","sequences":[[1]]}"#)
        #expect(!zero.text.contains("measures=pooled"), "\(zero.text)")
        let short = try measured(#"{"sequences":[[1,2]]}"#)
        #expect(short.json.isNull("pooled.apEn"))
        #expect(!short.text.contains("Look at `pooled`"), "\(short.text)")
        let without = try measured(#"{"measures":[],"sequences":[[1,2,3,4],[4,3,2,1]]}"#)
        #expect(without.json.string("interpretation.next")?.contains("measures=pooled") == true, "\(without.text)")
        #expect(!without.text.contains("Look at `pooled`"), "\(without.text)")
        let pooled = try measured(#"{"sequences":[[1,2,3,4],[4,3,2,1]]}"#)
        #expect(pooled.text.contains("Look at `pooled` instead"), "\(pooled.text)")
    }

    /// Each user's difference is 0. Pooled, Φ¹ has 4 of 7 and 3 of 7 windows, −0.683, and Φ² 3 of 5 and 2 of 5, −0.673.
    @Test("a negative pooled figure alone is its own subject")
    func pooledAlone() throws {
        let (text, _) = try measured(#"{"m":1,"sequences":[[1,1,1,1],[2,2,2]]}"#)
        #expect(text.contains("The pooled ApEn has a negative") && !text.contains("0 of 2 users"), "\(text)")
    }
}
