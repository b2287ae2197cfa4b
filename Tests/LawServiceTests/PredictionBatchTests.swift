import JSONText
import ResourceMetering
import TestSupport
import Testing

@testable import LawService

@Suite("Body of many configurations")
struct PredictionBatchTests {
    /// What a reader makes of a body, as text.
    private static func outcome(_ body: () throws(JSONFaults) -> PredictionBatch) -> String {
        do throws(JSONFaults) {
            let batch = try body()
            return "\(batch.scope) \(batch.level) \(batch.points.map { "\($0.size) \($0.dPrime ?? 0)" })"
        } catch {
            return "\(error)"
        }
    }

    private static func expectSame(_ text: [UInt8], _ comment: Comment = "") {
        let usual = outcome { () throws(JSONFaults) in try PredictionBatch(text, WorkMeter()) }
        let tree = outcome { () throws(JSONFaults) in try PredictionBatch(tree: text, nil, WorkMeter()) }
        #expect(usual == tree, "\(comment) \(String(decoding: text, as: UTF8.self))")
    }

    private static let bodies: [(text: String, isPlain: Bool)] = [
        (#"{"configurations":[{"layers":2,"dim":64}]}"#, true),
        (
            #" { "law" : "a" , "level":0.9,"configurations" : [ {"dim":64,"layers":2} , {"layers":3, "dim":1} ] , "dPrime":1e6 } "#,
            true
        ),
        (#"{"configurations":[{"layers":1000000000,"dim":64}]}"#, true), (#"{"configurations":[]}"#, false),
        (#"{"configurations":[{"layers":1000000001,"dim":64}]}"#, false),
        (#"{"configurations":[{"layers":0,"dim":64}]}"#, false),
        (#"{"configurations":[{"layers":2.0,"dim":64}]}"#, false),
        (#"{"configurations":[{"layers":2e0,"dim":64}]}"#, false),
        (#"{"configurations":[{"layers":02,"dim":64}]}"#, false),
        (#"{"configurations":[{"layers":-2,"dim":64}]}"#, false),
        (#"{"configurations":[{"layers":99999999999999999999,"dim":64}]}"#, false),
        (#"{"configurations":[{"layers":2,"dim":64,"dPrime":5}]}"#, false),
        (#"{"configurations":[{"layers":2,"layers":3}]}"#, false),
        (#"{"configurations":[{"layers":2,"dim":64,}]}"#, false),
        (#"{"configurations":[{"layers":2,"dim":64},]}"#, false),
        (#"{"configurations":[{"layers":2,"dim":64}],"configurations":[]}"#, false),
        (#"{"configurations":[{"layers":2,"dim":64}],"level":2}"#, true),
        (#"{"configurations":[{"layers":2,"dim":64}],"lavel":0.5}"#, true),
        (#"{"configurations":[{"layers":2,"dim":64}],"law":"\u0061"}"#, false),
        (#"{"configurations":[{"layers":2,"dim":64}]"#, true),
        (#"{"configurations":[{"layers":2,"dim":64}],}"#, false),
        (#"{"configurations":[{"layers":2,"dim":64}]} x"#, true),
        (#"{"x":[{"configurations":[]}],"configurations":[{"layers":2,"dim":64}]}"#, false), (#"{"level":0.5}"#, false),
        (#"[{"layers":2,"dim":64}]"#, false), ("", false), ("{", false), (#"{"configurations":null}"#, false),
    ]

    @Test("the usual shape is recognised, and each body gives what the tree of values gives", arguments: bodies)
    func agrees(_ body: (text: String, isPlain: Bool)) {
        #expect((PlainConfigurations(Array(body.text.utf8)) != nil) == body.isPlain)
        Self.expectSame(Array(body.text.utf8))
    }

    @Test("the largest body is read without a tree, and one more configuration is a fault")
    func bounds() throws {
        func body(_ count: Int) -> [UInt8] {
            let elements = (1...count).map { #"{"layers":\#($0 % 64 + 1),"dim":\#($0)}"# }
            return Array(#"{"configurations":[\#(elements.joined(separator: ","))]}"#.utf8)
        }
        #expect(PlainConfigurations(body(PredictionBatch.largestCount))?.points.count == PredictionBatch.largestCount)
        #expect(PlainConfigurations(body(PredictionBatch.largestCount + 1)) == nil)
        Self.expectSame(body(PredictionBatch.largestCount + 1))
    }

    @Test("a changed, missing or doubled byte anywhere changes nothing about that")
    func mutations() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let alphabet = Array(#"{}[],:"\ 0123456789.-+eEnultrfasl"#.utf8) + [0, 0x80, 0xFF]
        for (text, _) in Self.bodies where !text.isEmpty {
            for _ in 0..<400 {
                var bytes = Array(text.utf8)
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                }
                Self.expectSame(bytes, "seed \(seed)")
            }
        }
    }
}
