import Foundation
import LawFitting
import Testing

/// Laws in stores outlive the version that wrote them.
@Suite("Stored laws")
struct StoredLawTests {
    /// `stored-law.json` was written by an earlier version, as were the expected predictions: a blend over two D′.
    @Test("a law that an earlier version stored still predicts the same bits")
    func earlierVersion() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/stored-law.json")
        let law = try JSONDecoder().decode(FittedLaw.self, from: Data(contentsOf: file))
        #expect(law.form == .blend)
        let measured = try law.predict(layers: 11, dim: 61, dPrime: 1e6, level: 0.9)
        #expect(measured.value == 0.3158756525857261)
        #expect(measured.low == 0.3083685215488928)
        #expect(measured.high == 0.32338278362255934)
        let between = try law.predict(layers: 11, dim: 61, dPrime: 1.5e6)
        #expect(between.value == 0.32254252336543027)
        #expect(between.low == 0.3103209360303274)
        #expect(between.high == 0.33476411070053314)
        let copy = try JSONDecoder().decode(FittedLaw.self, from: JSONEncoder().encode(law))
        #expect(copy == law)
    }

    @Test("a run has one flat JSON shape, and is validated on decoding")
    func run() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let cases: [(Run, String)] = [
            (
                try Run(layers: 4, dim: 25, dPrime: 1.25e7, values: ["HR@10": 0.25, "NDCG@10": 0.5]),
                #"{"dPrime":12500000,"dim":25,"layers":4,"values":{"HR@10":0.25,"NDCG@10":0.5}}"#
            ),
            (try Run(layers: 1, dim: 8, values: [:]), #"{"dim":8,"layers":1,"values":{}}"#),
        ]
        for (run, json) in cases {
            #expect(String(decoding: try encoder.encode(run), as: UTF8.self) == json)
            #expect(try JSONDecoder().decode(Run.self, from: Data(json.utf8)) == run)
        }
        let bad: [(String, ObservationError)] = [
            (#"{"layers":0,"dim":8,"values":{}}"#, .layersOutOfRange(0)),
            (#"{"layers":1,"dim":8,"dPrime":0,"values":{}}"#, .dPrimeOutOfRange(0)),
            (#"{"layers":1,"dim":8,"values":{"HR@10":1.5}}"#, .valueOutOfRange(1.5)),
        ]
        for (json, error) in bad {
            #expect(throws: error) { try JSONDecoder().decode(Run.self, from: Data(json.utf8)) }
        }
    }
}
