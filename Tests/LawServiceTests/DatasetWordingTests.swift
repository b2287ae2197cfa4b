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
        // Pooled, Φ¹ = −ln 3, and of 6 pairs one occurs twice: Φ² = (2 ln 2)/6 − ln 6 = −1.56, which is less.
        let pooled = try measured(#"{"m":1,"sequences":[[1,2,3],[1,3,2],[2,1,3]]}"#)
        #expect(abs(try #require(pooled.json.number("pooled.apEn")) - (log(2.0) - log(2.0) / 3)) < 1e-12)
        #expect(pooled.text.contains("Look at `pooled` instead"), "\(pooled.text)")
        #expect(pooled.json.string("interpretation.next")?.contains("does depend on order") == true, "\(pooled.text)")
    }

    /// Where shuffling all items cannot change the pooled figure, no sentence says that it depends on order.
    @Test(
        "a pooled figure that cannot depend on order is not advised",
        arguments: [
            // No item occurs twice anywhere.
            (#"{"sequences":[["a","b","c","d"],["e","f","g","h"]]}"#, "no item occurs twice in the whole dataset"),
            (#"{"sequences":[["a","b","c","d"]]}"#, "no item occurs twice in the whole dataset"),
            // One user: the pooled figure is the user's.
            (#"{"m":1,"sequences":[[1,2,1,2,1,2]]}"#, "with one user, the pooled ApEn is that of the user"),
            // No pattern occurs twice, so Φ² = −ln 6 and Φ³ = −ln 4.
            (#"{"sequences":[[1,2,3,4],[4,3,2,1]]}"#, "is negative, too"),
        ]
    )
    func pooledWithoutOrder(_ body: String, _ words: String) throws {
        let (text, json) = try measured(body)
        #expect(json.string("interpretation.next")?.contains(words) == true, "\(text)")
        #expect(!text.contains("does depend on order") && !text.contains("Look at `pooled`"), "\(text)")
    }

    @Test("half of an even number of users is counted in whole items, and large numbers are grouped everywhere")
    func numbers() throws {
        // The lengths are 3, 3, 6, 6, so half of the users have at most 3 items or, by the median of 4.5, at most 4.
        let even = try measured(#"{"sequences":[[1,1,1],[2,2,3],[1,2,1,2,1,3],[1,2,1,2,1,3]]}"#)
        #expect(!even.text.contains("4.5 items"), "\(even.text)")
        let short = Array(repeating: "[1]", count: 1_276) + Array(repeating: "[1,2,1]", count: 683)
        let many = try measured(#"{"sequences":[\#(short.joined(separator: ","))]}"#)
        #expect(many.text.ranges(of: "1,276 of 1,959").count == 2 && !many.text.contains("1276 of"), "\(many.text)")
    }

    /// Each user's difference is 0. Pooled, Φ¹ has 4 of 7 and 3 of 7 windows, −0.683, and Φ² 3 of 5 and 2 of 5, −0.673.
    @Test("a negative pooled figure alone is its own subject")
    func pooledAlone() throws {
        let (text, _) = try measured(#"{"m":1,"sequences":[[1,1,1,1],[2,2,2]]}"#)
        #expect(text.contains("The pooled ApEn has a negative") && !text.contains("0 of 2 users"), "\(text)")
    }
}
