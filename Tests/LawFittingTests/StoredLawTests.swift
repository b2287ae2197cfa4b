import Foundation
import LawFitting
import Testing

/// Laws in stores outlive the version that wrote them.
@Suite("Stored laws")
struct StoredLawTests {
    /// A law of another model is fitted again from its experiments, so only this model's own laws must be read.
    @Test("a law predicts the same bits after it was stored", arguments: [nil, 1e6] as [Double?])
    func stored(_ dPrime: Double?) throws {
        let grid = try PublishedGrid.all[0].observations()
        let runs = try grid.flatMap { run in
            try (dPrime == nil ? [nil] : [1e6, 2e6]).map { dPrime in
                try Observation(layers: run.layers, dim: run.dim, dPrime: dPrime, value: run.value)
            }
        }
        for form in LawForm.allCases {
            let options = FitOptions(form: .named(form), candidates: .required)
            let law = try FittedLaw(fitting: ObservationSet(runs), options: options)
            let copy = try JSONDecoder().decode(FittedLaw.self, from: JSONEncoder().encode(law))
            #expect(copy == law)
            for dPrime in dPrime == nil ? [nil] : [1e6, 1.5e6] as [Double?] {
                let own = try law.predict(layers: 11, dim: 61, dPrime: dPrime, level: 0.9)
                #expect(try copy.predict(layers: 11, dim: 61, dPrime: dPrime, level: 0.9) == own)
            }
        }
    }

    @Test("the names of replaced forms are read as kriging", arguments: LawForm.replacedNames)
    func replaced(_ name: String) throws {
        #expect(try JSONDecoder().decode([LawForm].self, from: Data("[\"\(name)\"]".utf8)) == [.kriging])
        #expect(LawForm.named(name)?.isReplaced == true)
        #expect(LawForm.named("kriging")?.isReplaced == false)
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
            (#"{"layers":1,"dim":8,"values":{},"users":-2}"#, .weightOutOfRange(-2)),
        ]
        for (json, error) in bad {
            #expect(throws: error) { try JSONDecoder().decode(Run.self, from: Data(json.utf8)) }
        }
    }
}
