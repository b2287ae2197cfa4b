import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LawService

@Suite("Counts of pooled patterns")
struct PatternCountTests {
    static let seed: UInt64 = 20_261_127

    /// A file in memory.
    private final class File: Sendable {
        private let content = Mutex<[UInt8]>([])

        var bytes: [UInt8] { content.withLock { $0 } }

        var output: PatternOutput {
            PatternOutput { slice in
                self.content.withLock { $0.append(contentsOf: slice) }
                return nil
            } restart: {
                self.content.withLock { $0 = [] }
                return nil
            }
        }
    }

    private static func input(_ bytes: [UInt8]) -> PatternInput {
        PatternInput(name: "a.patterns", byteCount: bytes.count) { body in
            // Records cross the ends of slices.
            for begin in stride(from: 0, to: bytes.count, by: 1_001) {
                try Array(bytes[begin..<min(begin + 1_001, bytes.count)]).withUnsafeBytes { try body($0) }
            }
        }
    }

    private static func measurement(
        _ sequences: [[String]],
        _ parameters: [String: String],
        memory: Int = 1 << 28,
        _ patterns: PatternOutput? = nil
    ) throws -> LocalMeasurement {
        let measurement = try LocalMeasurement(
            parameters: parameters.merging(["format": "ndjson"]) { $1 },
            limits: MeasurementLimits(memoryBytes: memory, jobs: 2),
            patterns: patterns
        )
        let lines = try sequences.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n" }.joined()
        try Array(lines.utf8).withUnsafeBytes { try measurement.read($0) }
        return measurement
    }

    private static func part(_ sequences: [[String]], _ parameters: [String: String], memory: Int = 1 << 28) throws
        -> (summary: [UInt8], patterns: [UInt8])
    {
        let file = File()
        let summary = try measurement(sequences, parameters, memory: memory, file.output).finishPart()
        return (summary, file.bytes)
    }

    private static func withoutReading(_ answer: [UInt8]) throws -> String {
        var object = try #require(JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any])
        object["read"] = nil
        return String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
    }

    private static func sequences(_ users: Int, labels: Int, _ random: inout SeededGenerator) -> [[String]] {
        (0..<users).map { user in
            let length = Int.random(in: 1...(user % 9 == 0 ? 120 : 12), using: &random)
            return (0..<length).map { _ in "item \(Int.random(in: 0..<labels, using: &random))" }
        }
    }

    @Test(
        "patterns that were counted in parts give the pooled measure of the whole",
        arguments: [["m": "2"], ["m": "1", "maxLength": "9"], ["m": "12", "measures": "shannon"]],
        [1, 5]
    )
    func parts(_ parameters: [String: String], _ count: Int) throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(count))
        let sequences = Self.sequences(90, labels: 7, &random)
        let measures = parameters["measures"] ?? "lempelZiv,shannon"
        var groups = Array(repeating: [[String]](), count: count)
        for sequence in sequences.shuffled(using: &random) {
            groups[Int.random(in: 0..<count, using: &random)].append(sequence)
        }
        var all = LocalParts(memoryBytes: 1 << 30)
        var patterns: [PatternInput] = []
        for group in groups where !group.isEmpty {
            let part = try Self.part(group, parameters.merging(["measures": measures]) { $1 })
            try all.add(part.summary)
            patterns.append(Self.input(part.patterns))
        }
        try all.complete(patterns, memoryBytes: 1 << 30)
        let whole = try Self.measurement(sequences, parameters.merging(["measures": measures + ",pooled"]) { $1 })
        #expect(try Self.withoutReading(all.answer()) == Self.withoutReading(whole.finish()))
        // The completed summary is read again, as an import reads it.
        var again = LocalParts(memoryBytes: 1 << 30)
        try again.add(all.part())
        #expect(try again.answer() == all.answer())
    }

    @Test("little memory changes nothing: counts are written several times, and files are read several times")
    func littleMemory() throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed)
        let sequences = Self.sequences(3_000, labels: 60, &random)
        let parameters = ["measures": "shannon"]
        let ample = try Self.part(sequences, parameters)
        let scarce = try Self.part(sequences, parameters, memory: 4 << 20)
        #expect(scarce.summary == ample.summary)
        #expect(scarce.patterns.count > ample.patterns.count, "some patterns were written twice")
        var answers: [[UInt8]] = []
        for (patterns, memory) in [(ample.patterns, 1 << 30), (scarce.patterns, 1 << 30), (scarce.patterns, 1 << 16)] {
            var parts = LocalParts(memoryBytes: 1 << 30)
            try parts.add(ample.summary)
            try parts.complete([Self.input(patterns)], memoryBytes: memory)
            answers.append(try parts.answer())
        }
        #expect(answers[1] == answers[0])
        #expect(answers[2] == answers[0])
    }

    @Test("a user who reappears withdraws what was written")
    func restart() throws {
        let file = File()
        let measurement = try LocalMeasurement(
            parameters: ["format": "csv", "measures": "shannon", "m": "1"],
            limits: MeasurementLimits(memoryBytes: 1 << 28, jobs: 1),
            patterns: file.output
        )
        let text = "user,item\n" + ["1,a", "2,b", "1,c"].joined(separator: "\n")
        try Array(text.utf8).withUnsafeBytes { try measurement.read($0) }
        _ = try measurement.finishPart()
        // The windows a, b, c, and the pair of the first user.
        #expect(file.bytes.count == 4 * FingerprintCounts.recordBytes)
    }

    @Test("files that do not belong to the summaries are refused")
    func refuses() throws {
        let first = try Self.part([["1", "2", "1", "2", "3"]], ["measures": "shannon"])
        let second = try Self.part([["1", "2", "3", "1", "2"], ["4"]], ["measures": "shannon"])
        let other = try Self.part([["1", "2", "1", "2", "3"]], ["measures": "shannon", "m": "4"])
        for patterns in [
            [], [first.patterns], [first.patterns, second.patterns, second.patterns], [other.patterns],
            [first.patterns, Array(second.patterns.dropLast())], [first.patterns, [UInt8](repeating: 0, count: 32)],
        ] {
            var parts = LocalParts(memoryBytes: 1 << 30)
            try parts.add(first.summary)
            try parts.add(second.summary)
            #expect(throws: Problem.self) { try parts.complete(patterns.map(Self.input), memoryBytes: 1 << 30) }
        }
        var whole = LocalParts(memoryBytes: 1 << 30)
        try whole.add(first.summary)
        try whole.complete([Self.input(first.patterns)], memoryBytes: 1 << 30)
        #expect(throws: Problem.self, "a whole dataset takes no further part") { try whole.add(second.summary) }
        let file = File()
        #expect(throws: Problem.self, "fingerprints know no tolerance") {
            try Self.measurement([["1", "2", "3"]], ["measures": "shannon", "r": "1"], file.output).finishPart()
        }
    }

    /// What follows `"pooled":` in a summary of one user with the items 1, 2, 1, 2, 3, and the place that is refused.
    static let hostile: [(pooled: String, place: String)] = [
        ("null", "/pooled"), ("{}", "/pooled"), (#"{"patterns":[],"nextPatterns":[]}"#, "/pooled/patterns"),
        (#"{"patterns":[[2,1],[1,2]],"nextPatterns":[[1,2]]}"#, "/pooled/nextPatterns"),
        (#"{"patterns":[[2,1],[2,1]],"nextPatterns":[[1,3]]}"#, "/pooled/patterns/1/0"),
        (#"{"patterns":[[0,1],[1,4]],"nextPatterns":[[1,3]]}"#, "/pooled/patterns/0/0"),
        (#"{"patterns":[[281474976710656,281474976710656]],"nextPatterns":[]}"#, "/pooled/patterns"),
        (#"{"patterns":[[2,1],[1,2]],"nextPatterns":[[1,3]],"more":0}"#, "/pooled"),
    ]

    @Test("counts that no sequences have are refused with their place", arguments: hostile)
    func refusesImport(_ row: (pooled: String, place: String)) throws {
        let part = try Self.part([["1", "2", "1", "2", "3"]], ["measures": "shannon"])
        func summary(_ pooled: String) -> String {
            String(decoding: part.summary, as: UTF8.self)
                .replacingOccurrences(of: #"["shannon"]"#, with: #"["pooled","shannon"]"#)
                .replacingOccurrences(of: "}\n", with: #","pooled":\#(pooled)}"#)
        }
        let valid = try ServiceFixture().client.post(
            "/datasets/import",
            "application/json",
            summary(#"{"patterns":[[2,1],[1,2]],"nextPatterns":[[1,3]]}"#)
        )
        #expect(valid.status == 200, "\(valid.text)")
        let reply = try ServiceFixture().client.post("/datasets/import", "application/json", summary(row.pooled))
        #expect([400, 422].contains(reply.status), "\(reply.text)")
        #expect(reply.text.contains(row.place), "\(reply.text)")
    }
}
