import Foundation
import JSONText
import LawService
import PredictionStore
import TestSupport
import Testing

@Suite("Reading cases over HTTP")
struct ReadingCaseTests {
    /// One service for all cases: a law of the same content is fitted once.
    private static let shared = Result { try ServiceFixture().client }

    private static func cases() throws -> [ReadingCase] {
        try ReadingCase.all(in: "reading-cases") + ReadingCase.all(in: "reading-cases-more")
            + ReadingCase.all(in: "reading-cases-more", "extra.json")
            + ReadingCase.all(in: "reading-cases-more", "awkward.json")
    }

    @Test("each file gives its outcome", arguments: try cases())
    func outcome(_ reading: ReadingCase) throws {
        let client = try Self.shared.get()
        let answer = try reading.send(to: client)
        let faults = try reading.outcomes.map { try fault($0, answer, reading, client) }
        let isMatched = faults.contains { $0 == nil }
        #expect(isMatched, "\(faults.compactMap { $0 }.joined(separator: " | ")): \(answer.value.spaced.prefix(600))")
        for character in reading.forbidden {
            #expect(!answer.value.texts.contains { $0.contains(character) }, "a text has \(character.debugDescription)")
        }
        if let other = reading.sameDataset {
            let query = other["query"]?.object?.members ?? []
            let same = try reading.send(
                try #require(other["file"]?.text),
                "/apen",
                query: Dictionary(uniqueKeysWithValues: query.compactMap { ($0.key, $0.value.text ?? "") }),
                to: client
            )
            #expect(answer.json.string("dataset") != nil)
            #expect(answer.json.string("dataset") == same.json.string("dataset"))
        }
    }

    @Test("the cuts between slices change no answer", arguments: try cases().filter { $0.path != "/fit" })
    func slices(_ reading: ReadingCase) throws {
        let whole = try reading.send(to: try ServiceFixture().client)
        let cut = try reading.send(to: try ServiceFixture().client, slice: 61)
        #expect(cut.status == whole.status)
        let volatile: Set = ["createdAt"]
        func stable(_ value: JSONValue) -> [String] {
            (value.object?.members ?? []).filter { !volatile.contains($0.key) }.map { "\($0.key): \($0.value.spaced)" }
        }
        #expect(stable(cut.value) == stable(whole.value))
    }

    /// Why an answer is not the expected one; `nil` if it is.
    private func fault(
        _ expected: JSONObject,
        _ answer: ReadingCase.Answer,
        _ reading: ReadingCase,
        _ client: InProcessClient
    ) throws -> String? {
        let statuses = (expected["status"]?.array.compactMap(\.double) ?? []) + [expected["status"]?.double ?? 0]
        guard statuses.contains(Double(answer.status)) else { return "status \(answer.status)" }
        for key in ["users", "items", "tokens", "experiments"] {
            guard let wanted = expected[key]?.double else { continue }
            if answer.json.number(key) != wanted { return "\(key) \(answer.json.number(key) ?? .nan), not \(wanted)" }
        }
        if let wanted = expected["apEn"]?.double, !(abs((answer.json.number("apEn") ?? .nan) - wanted) <= 1e-6) {
            return "apEn \(answer.json.number("apEn") ?? .nan), not \(wanted)"
        }
        if let order = expected["order"]?.text, answer.json.string("read.order") != order {
            return "not in order of \(order)"
        }
        let codes = Self.warnings(answer.value)
        for code in expected["warnings"]?.array.compactMap(\.text) ?? [] where !codes.contains(code) {
            return "no warning \(code), but \(codes.sorted())"
        }
        for code in expected["notWarnings"]?.array.compactMap(\.text) ?? [] where codes.contains(code) {
            return "warning \(code)"
        }
        for word in expected["says"]?.array.compactMap(\.text) ?? [] where !answer.value.spaced.contains(word) {
            return "does not say \(word)"
        }
        guard let file = expected["sameLawAs"]?.text else { return nil }
        guard let mine = answer.value.object?["metrics"]?.object?.members, mine.count == 1 else {
            return "not one metric"
        }
        var query: [String: String] = [:]
        // The scale of a fit depends on the kind of metric, so the law of these values under the same name is meant.
        let name = mine[0].key
        if file == "grid_loss.csv" {
            query = ["columns": "\(name):loss", "goals": "\(name):minimise"]
        } else if name == "quality" {
            query = ["columns": "\(name):HR@10", "goals": "\(name):maximise"]
        }
        let other = try reading.send(file, "/fit", query: query, to: client)
        let wanted = other.value.object?["metrics"]?.object?.members.first?.value.object
        for key in ["r2", "looRmse"] {
            let (value, target) = (mine[0].value.object?[key]?.double ?? .nan, wanted?[key]?.double ?? .nan)
            if !(abs(value - target) <= 1e-9) { return "\(key) \(value), not \(target)" }
        }
        return nil
    }

    /// The codes of the warnings, those of the metrics included.
    private static func warnings(_ answer: JSONValue) -> Set<String> {
        let metrics = answer.object?["metrics"]?.object?.members ?? []
        let all = [answer] + metrics.map(\.value)
        return Set(all.flatMap { $0.object?["warnings"]?.array ?? [] }.compactMap { $0.object?["code"]?.text })
    }
}
