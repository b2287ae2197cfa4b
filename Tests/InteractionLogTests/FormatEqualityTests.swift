import Foundation
import InteractionLog
import SequenceEntropy
import Testing

@Suite("The same data in every format")
struct FormatEqualityTests {
    private static let examples = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../examples").standardizedFileURL

    @Test("have the same fingerprint and the same summary")
    func equality() throws {
        let json = try String(contentsOf: Self.examples.appending(path: "wikipedia-edits.json"), encoding: .utf8)
        let sequences = try JSONDecoder().decode([[Int]].self, from: Data(json.utf8))
        let texts: [String] = [
            json,
            "{\"sequences\":\(json)}",
            "["
                + sequences.map { "[" + $0.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }.joined(
                    separator: ",\n"
                ) + "]",
            "{\"interactions\":["
                + sequences.enumerated().flatMap { user, items in
                    items.enumerated().map {
                        "{\"timestamp\":\($0.offset),\"user\":\(user),\"item\":\($0.element).0}"
                    }
                }.shuffledBySeed().joined(separator: ",") + "]}",
            sequences.map { "\($0)" }.joined(separator: "\n"),
            sequences.enumerated().reversed().map { "{\"user\":\"u\($0.offset)\",\"items\":\($0.element)}\r\n" }
                .joined(),
            sequences.enumerated().flatMap { user, items in items.map { "\(user) \($0)\n" } }.joined(),
        ]
        var fingerprints: Set<String> = []
        var summaries: [EntropySummary] = []
        for text in texts {
            let options = try EntropyOptions(measures: [.pooled, .lempelZiv, .shannon])
            let bytes = Array(text.utf8)
            let cuts = Array(stride(from: 1_000, to: bytes.count, by: 70_001))
            let reading = try LogRecorder.read(files: [bytes], cuts: cuts, options: options)
            #expect(reading.faults == nil)
            #expect(reading.recorder.users.count == 8_227)
            fingerprints.insert(reading.recorder.fingerprint.hex)
            summaries.append(try #require(reading.recorder.entropy).summaries()[0])
        }
        #expect(fingerprints.count == 1)
        let first = try #require(summaries.first)
        for summary in summaries {
            #expect(summary.tokens == 157_474 && summary.items == 1_000)
            #expect(summary.apEn == first.apEn)
            #expect(summary.pooled == first.pooled)
            #expect(summary.apEnDistribution == first.apEnDistribution)
            #expect(summary.shannonEntropy == first.shannonEntropy)
            let lempelZiv = try #require(summary.lempelZivEntropy)
            #expect(abs(lempelZiv - (first.lempelZivEntropy ?? 0)) <= 1e-12)
        }
    }

    @Test("a fingerprint depends on the items' order and the sequences' bounds, not on the order of users")
    func fingerprint() throws {
        func hex(_ text: String) throws -> String { try LogRecorder.read(text).recorder.fingerprint.hex }
        #expect(try hex("[[1,2],[3]]") == hex("[[3],[\"1\",2.0]]"))
        let different = try ["[[1,2],[3]]", "[[2,1],[3]]", "[[1],[2,3]]", "[[12],[3]]", "[[1,2],[3],[]]", "[[3]]"].map {
            try hex($0)
        }
        #expect(Set(different).count == 6)
        #expect(different.allSatisfy { $0.count == 32 })
    }
}

extension Array {
    /// A shuffled order that is the same in every run.
    fileprivate func shuffledBySeed() -> [Element] {
        var state: UInt64 = 20_261_122
        return map { element in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state, element)
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
