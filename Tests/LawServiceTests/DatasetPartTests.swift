import Foundation
import HTTPMessage
import JSONText
import TestSupport
import Testing

@testable import LawService

@Suite("Mergeable summaries")
struct DatasetPartTests {
    static let seed: UInt64 = 20_261_126

    /// Labels that are easy to confuse: equal as strings but not in bytes, wide, long, and integers of any size.
    static let labels = [
        "1", "12", "99999999999999999999", "-7", "\u{E9}", "e\u{301}", "漢字", "a\"b\\c",
        String(repeating: "x", count: 40), "0012",
    ]

    private static func sequences(_ random: inout SeededGenerator) -> [[String]] {
        (0..<60).map { user in
            let length = Int.random(in: 1...(user % 9 == 0 ? 120 : 12), using: &random)
            return (0..<length).map { _ in Self.labels[Int.random(in: 0..<labels.count, using: &random)] }
        }
    }

    private static func measurement(_ sequences: [[String]], _ parameters: [String: String]) throws -> LocalMeasurement
    {
        let measurement = try LocalMeasurement(parameters: parameters, limits: MeasurementLimits(jobs: 2))
        let lines = try sequences.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n" }.joined()
        try Array(lines.utf8).withUnsafeBytes { try measurement.read($0) }
        return measurement
    }

    private static func part(_ sequences: [[String]], _ parameters: [String: String]) throws -> [UInt8] {
        try measurement(sequences, parameters.merging(["format": "ndjson"]) { $1 }).finishPart()
    }

    static let parameters: [[String: String]] = [
        ["measures": "lempelZiv,shannon"], ["measures": "none", "m": "1"],
        ["measures": "shannon", "maxLength": "7", "m": "3"],
        ["measures": "lempelZiv", "short": "zero"],
    ]

    @Test(
        "any partition of the users, merged in any order and grouping, equals the whole",
        arguments: parameters,
        [1, 2, 7, 60]
    )
    func partitions(_ parameters: [String: String], _ count: Int) throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed &+ UInt64(count))
        let sequences = Self.sequences(&random)
        var groups = Array(repeating: [[String]](), count: count)
        for sequence in sequences.shuffled(using: &random) {
            groups[Int.random(in: 0..<count, using: &random)].append(sequence)
        }
        let parts = try groups.filter { !$0.isEmpty }.shuffled(using: &random).map { try Self.part($0, parameters) }
        var first = LocalParts(memoryBytes: 1 << 30)
        var second = LocalParts(memoryBytes: 1 << 30)
        for (index, part) in parts.enumerated() {
            if index % 2 == 0 { try first.add(part) } else { try second.add(part) }
        }
        var all = first
        if parts.count > 1 { try all.add(second.part()) }
        #expect(try all.part() == Self.part(sequences, parameters), "the summary of the whole has the same bytes")
        let whole = try Self.measurement(sequences, parameters.merging(["format": "ndjson"]) { $1 }).finish()
        #expect(try Self.withoutReading(all.answer()) == Self.withoutReading(whole))
    }

    /// An answer without how a log was read, with the same text for the same values.
    private static func withoutReading(_ answer: [UInt8]) throws -> String {
        var object = try #require(JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any])
        object["read"] = nil
        return String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
    }

    @Test("an import stores the dataset of the whole, once, with its name")
    func imported() throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed)
        let sequences = Self.sequences(&random)
        let parameters = ["measures": "lempelZiv,shannon"]
        let fixture = try ServiceFixture()
        let summary = try Self.part(sequences, parameters)
        let text = String(decoding: summary, as: UTF8.self)
        let lines = try sequences.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n" }.joined()
        let first = fixture.client.post("/datasets/import?name=lake", "application/json", text)
        #expect(first.status == 200, "\(first.text)")
        #expect(first.text == fixture.client.post("/datasets/import?name=lake", "application/json", text).text)
        let fraction = text.replacingOccurrences(of: #""m":2,"#, with: #""m":2.0,"#)
        let same = fixture.client.post("/datasets/import", "application/json", fraction)
        #expect(fraction != text && same.json.string("dataset") == first.json.string("dataset"), "2.0 is 2")
        let whole = fixture.client.post("/apen?measures=lempelZiv,shannon", "application/x-ndjson", lines)
        #expect(whole.json.string("dataset") == first.json.string("dataset"))
        #expect(first.json.number("dPrime") == whole.json.number("dPrime"))
        #expect(fixture.client.get("/datasets/lake").json.number("dPrime") == whole.json.number("dPrime"))
        #expect(fixture.client.get("/datasets").json.count("datasets") == 1)
    }

    @Test("an import may be gzipped", arguments: [true, false])
    func gzipped(_ isDeclared: Bool) throws {
        let summary = try Self.part([["1", "2", "1"], ["3"]], ["measures": "shannon"])
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(summary).write(to: file)
        defer { _ = try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "gzip <\(file.path)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let body = Array(pipe.fileHandleForReading.readDataToEndOfFile())
        let client = try ServiceFixture().client
        let fields: KeyValuePairs =
            isDeclared
            ? ["Content-Type": "application/json", "Content-Encoding": "gzip"] : ["Content-Type": "application/json"]
        let reply = client.send(.post, "/datasets/import", fields: fields, body: body)
        #expect(reply.status == 200, "\(reply.text)")
        let plain = client.post("/datasets/import", "application/json", String(decoding: summary, as: UTF8.self))
        #expect(plain.json.string("dataset") == reply.json.string("dataset"))
        let broken = client.send(.post, "/datasets/import", fields: fields, body: Array(body.dropLast(4)))
        #expect(broken.status == 400, "\(broken.text)")
    }

    @Test("all faults of a summary are reported together")
    func allFaults() throws {
        let client = try ServiceFixture().client
        let part = try Self.part([["1", "2", "1"], ["3"]], ["measures": "shannon"])
        let summary = String(decoding: part, as: UTF8.self)
        let faulty = summary.replacing(#""m":2"#, with: #""m":0"#)
            .replacing(#""short":"exclude""#, with: #""short":"x""#)
            .replacing(#""negative":"#, with: #""negative":-"#)
        let mixed = faulty.replacing(#""version":1"#, with: #""mm":1"#)
        for (body, pointers) in [
            (faulty, ["/m", "/short"]), ("{}", ["/version", "/m", "/counts"]),
            (mixed, ["/mm", "/version", "/m", "/short"]),
        ] {
            let reply = client.post("/datasets/import", "application/json", body)
            #expect(reply.status == 400, "\(reply.text)")
            for pointer in pointers { #expect(reply.text.contains("\"pointer\":\"\(pointer)\""), "\(reply.text)") }
        }
    }

    /// What is replaced in a valid summary, by what, and the place that the refusal names.
    static let hostile: [(from: String, to: String, place: String)] = [
        (#""version":1"#, #""version":2"#, "/version"), (#""m":2"#, #""m":0"#, "/m"), (#""m":2"#, #""m":9"#, "/apEn"),
        (#""r":0"#, #""r":-1"#, "/r"), (#""maxLength":null"#, #""maxLength":0"#, "/maxLength"),
        (#""maxLength":null"#, #""maxLength":1"#, "/lengths"),
        (#""short":"exclude""#, #""short":"x""#, "/short"),
        (#"["lempelZiv","shannon"]"#, #"["compression"]"#, "/measures/0"),
        (#""fingerprint":""#, #""fingerprint":"+"#, "/fingerprint"),
        (#""lengths":[["#, #""lengths":[[-1,1],["#, "/lengths/0/0"),
        (#""lengths":[["#, #""lengths":[[3,1],["#, "/apEn"),
        (#""lengths":[["#, #""lengths":[[2147483647,281474976710656],["#, "/lengths"),
        (#""lengths":[["#, #""lengths":[[1,99999999999999999999],["#, "/lengths/0/1"),
        (#""apEn":[["#, #""apEn":[[1e999,1],["#, "/apEn/0/0"),
        (#""apEn":[["#, #""apEn":[[9,1],["#, "/apEn"), (#""negative":"#, #""negative":9"#, "/negative"),
        (#""withoutRepeat":"#, #""withoutRepeat":9"#, "/withoutRepeat"), (#""first":"#, #""first":9"#, "/"),
        (#""digits":["#, #""digits":[4294967296,"#, "/perSequence/digits/0"), (#""labels":[""#, #""labels":["","#, "/"),
        (#""counts":["#, #""counts":[1,"#, "/counts"), (#""counts":["#, #""counts":[9"#, "/counts"),
        (#""labels":["1""#, #""labels":["null""#, "/labels/0"),
        (#""hasFraction":false"#, #""hasFraction":0"#, "/hasFraction"),
        (#""hasFraction""#, #""hasFractions""#, "/hasFractions"),
    ]

    @Test("a summary that no sequences have is refused with its place", arguments: hostile)
    func refuses(_ row: (from: String, to: String, place: String)) throws {
        let valid = String(
            decoding: try Self.part(
                [["1", "2", "1", "2", "3"], ["1", "1", "2", "1"], ["5"]],
                ["measures": "lempelZiv,shannon"]
            ),
            as: UTF8.self
        )
        try #require(valid.contains(row.from), "\(valid)")
        let text = valid.replacingOccurrences(of: row.from, with: row.to)
        let reply = try ServiceFixture().client.post("/datasets/import", "application/json", text)
        #expect([400, 422].contains(reply.status), "\(reply.text)")
        #expect(reply.text.contains(row.place), "\(reply.text)")
    }

    @Test("an entropy beyond the logarithm of the longest length is refused", arguments: [1.7, 100, 1e308])
    func entropyBound(_ entropy: Double) throws {
        let valid = String(decoding: try Self.part([["1", "2", "1", "2", "3"]], ["measures": ""]), as: UTF8.self)
        let text = valid.replacing(/"apEn":\[\[[^,]*,/) { _ in "\"apEn\":[[\(entropy)," }
        try #require(text != valid)
        let reply = try ServiceFixture().client.post("/datasets/import", "application/json", text)
        #expect(reply.status == 422)
        #expect(reply.text.contains("has \(entropy), and sequences of 5 items have at most 1.609"), "\(reply.text)")
    }

    @Test("random changes of a summary are refused or read, and never trap")
    func mutations() throws {
        print("seed \(Self.seed)")
        var random = SeededGenerator(seed: Self.seed)
        let valid = try Self.part(
            [["1", "2", "1", "2", "3"], ["é", "1", "2", "1"]],
            ["measures": "lempelZiv,shannon"]
        )
        let bytes = Array(#"0123456789-+eE.,:[]{}"nulltrue"#.utf8)
        for _ in 0..<2_000 {
            var text = valid
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                let byte = bytes[Int.random(in: 0..<bytes.count, using: &random)]
                if Bool.random(using: &random) { text[place] = byte } else { text.insert(byte, at: place) }
            }
            var parts = LocalParts(memoryBytes: 1 << 30)
            do {
                try parts.add(text)
                try parts.add(valid)
                _ = try parts.answer()
            } catch {
                #expect([.badRequest, .unsatisfiable].contains(error.code))
            }
        }
    }

    @Test("parts of different parameters are refused, and so is a sum that needs too much memory")
    func refusals() throws {
        let one = try Self.part([["1", "2", "1", "2"]], ["measures": "none"])
        let other = try Self.part([["1", "2", "1", "2"]], ["measures": "none", "m": "3"])
        var parts = LocalParts(memoryBytes: 1 << 30)
        try parts.add(one)
        let differs = Self.problem { try parts.add(other) }
        #expect(differs?.errors.first?.detail.contains("differs") == true)
        var small = LocalParts(memoryBytes: 1 << 12)
        let tooLarge = Self.problem { try small.add(one) }
        #expect(tooLarge?.code == .memoryTooLarge)
        let nothing = Self.problem { _ = try LocalParts(memoryBytes: 1 << 30).answer() }
        #expect(nothing?.code == .badRequest)
    }

    private static func problem(_ body: () throws -> Void) -> Problem? {
        do {
            try body()
            return nil
        } catch {
            return error as? Problem
        }
    }
}
