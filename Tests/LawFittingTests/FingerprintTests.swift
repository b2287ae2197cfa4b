import Foundation
import LawFitting
import Testing

/// The same input gives the same bits on every machine and in every build configuration.
///
/// The expected hashes are in `Tests/Fixtures/law-fingerprints.json`. Only a change of the model or of the arithmetic may change
/// them; the commit then gives the reason. To write them anew:
///
///     WRITE_FINGERPRINTS=1 swift test --filter LawFittingTests.FingerprintTests
@Suite("Fingerprint of fits")
struct FingerprintTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/law-fingerprints.json")

    @Test("every number of the fits has its expected bits")
    func fingerprints() throws {
        var found: [String: String] = [:]
        for (name, fingerprint) in try Self.parts() { found[name] = String(fingerprint.hash, radix: 16) }
        if ProcessInfo.processInfo.environment["WRITE_FINGERPRINTS"] != nil {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(found).write(to: Self.file)
        }
        let expected = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: Self.file))
        #expect(found == expected)
    }

    private static func parts() throws -> [(String, Fingerprint)] {
        [
            ("every form, ml-1m-len100", try everyForm("ml-1m-len100")),
            ("blend, kuairand-len100", try blend("kuairand-len100")),
            ("blend, huawei-music-len25", try blend("huawei-music-len25")),
            ("planning, ml-1m-len150", try planning("ml-1m-len150")),
            ("several D′", try severalDPrimes()),
            ("imputed values", try imputed()),
        ]
    }

    private static func grid(_ name: String) throws -> [Observation] {
        try #require(PublishedGrid.all.first { $0.name == name }).observations()
    }

    private static func everyForm(_ name: String) throws -> Fingerprint {
        let set = try ObservationSet(grid(name))
        var fingerprint = Fingerprint()
        for form in LawForm.allCases where form != .blend {
            let options = FitOptions(form: .named(form), candidates: .required)
            try fingerprint.add(FittedLaw(fitting: set, options: options), dPrimes: [nil])
        }
        return fingerprint
    }

    /// The blend, and the scores of every form.
    private static func blend(_ name: String) throws -> Fingerprint {
        var fingerprint = Fingerprint()
        try fingerprint.add(FittedLaw(fitting: ObservationSet(grid(name))), dPrimes: [nil])
        return fingerprint
    }

    /// The results of planning with a law: the best configuration, the gain of a larger one, a comparison and suggestions.
    private static func planning(_ name: String) throws -> Fingerprint {
        let set = try ObservationSet(grid(name))
        let law = try FittedLaw(fitting: set, options: FitOptions(form: .auto, candidates: .required))
        let other = try FittedLaw(
            fitting: set,
            options: FitOptions(form: .named(.performanceLaw), candidates: .required)
        )
        var fingerprint = Fingerprint()
        let space = try SearchSpace(layers: SearchLevels(1...64), dim: SearchLevels(8...256))
        let optimum = try law.optimum(in: space)
        fingerprint.add(optimum)
        let gain = optimum.next
        fingerprint.add([gain.gain, gain.standardError])
        for compared in try FittedLaw.compare([law, other]) {
            fingerprint.add([compared.low, compared.high, compared.roomToGrow, compared.probabilityOfBeingBest])
            fingerprint.add([compared.probabilityOfBestRun])
            for term in compared.decayTerms { fingerprint.add([term.weight, term.exponent, term.turningPoint]) }
        }
        for goal in SuggestionGoal.allCases {
            for suggestion in try set.suggestions(in: space, count: 2, goal: goal) {
                fingerprint.add([suggestion.layers, suggestion.dim])
                fingerprint.add([suggestion.prediction?.low, suggestion.prediction?.high])
            }
        }
        return fingerprint
    }

    private static func severalDPrimes() throws -> Fingerprint {
        var observations: [Observation] = []
        for (name, dPrime) in [("ml-1m-len100", 1.1e6), ("ml-1m-len150", 1.4e6), ("ml-1m-len200", 1.9e6)] {
            observations += try grid(name).filter { $0.layers < 13 && $0.dim < 80 }.map {
                try Observation(layers: $0.layers, dim: $0.dim, dPrime: dPrime, value: $0.value)
            }
        }
        let law = try FittedLaw(fitting: ObservationSet(observations))
        let check = try #require(law.dPrimeEvidence?.check)
        var fingerprint = Fingerprint()
        for level in check.levels { fingerprint.add([level.value, level.standardError]) }
        fingerprint.add([check.slope, check.slopeLow, check.slopeHigh, check.correlation, check.pValue])
        try fingerprint.add(law, dPrimes: [1.1e6, 1.5e6, 3e6])
        return fingerprint
    }

    /// Every fourth run lacks HR, which is close to a multiple of NDCG.
    private static func imputed() throws -> Fingerprint {
        let runs = try grid("ml-1m-len100").enumerated().map { index, run in
            var values = ["NDCG@10": 0.55 * run.value + 0.003 * Double(index % 3)]
            if index % 4 > 0 { values["HR@10"] = run.value }
            return try Run(layers: run.layers, dim: run.dim, values: values)
        }
        let observations = try MetricImputation(RunSet(runs)).completedMeasurements(of: "HR@10")
        let law = try FittedLaw(fitting: observations, options: FitOptions(form: .auto, candidates: .required))
        #expect(law.inferredCount > 0)
        var fingerprint = Fingerprint()
        try fingerprint.add(law, dPrimes: [nil])
        return fingerprint
    }
}

/// FNV-1a, 64 bits, over the bit patterns of numbers.
private struct Fingerprint {
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    private mutating func add(bits: UInt64) {
        for shift in stride(from: 0, to: UInt64(64), by: 8) {
            hash = (hash ^ ((bits >> shift) & 0xFF)) &* 0x100_0000_01B3
        }
    }

    /// An absent number counts as a NaN of its own.
    mutating func add(_ numbers: [Double?]) {
        for number in numbers { add(bits: number?.bitPattern ?? 0x7FF8_0000_0000_0001) }
    }

    mutating func add(_ numbers: [Int]) {
        for number in numbers { add(bits: UInt64(bitPattern: Int64(number))) }
    }

    mutating func add(_ law: FittedLaw, dPrimes: [Double?]) throws {
        for parameter in law.parameters {
            add([parameter.value, parameter.standardError, parameter.low, parameter.high])
        }
        add(law.scores)
        for candidate in law.candidates {
            if let scores = candidate.scores { add(scores) }
            add([candidate.forward?.layers, candidate.forward?.dim, candidate.integration?.logEvidence])
        }
        add([law.optimum.layers, law.optimum.dim, law.optimum.value])
        add([law.termination.iterations, law.termination.startsReachingBest])
        for dPrime in dPrimes {
            for layers in [3.0, 10, 40] {
                let prediction = try law.predict(layers: layers, dim: 61, dPrime: dPrime, level: 0.87)
                add([prediction.value, prediction.low, prediction.high, prediction.standardError])
            }
        }
    }

    private mutating func add(_ scores: FitScores) {
        add([scores.r2, scores.adjustedR2, scores.rmse, scores.looR2, scores.looRmse, scores.aicc])
    }

    mutating func add(_ optimum: Optimum) {
        for choice in [optimum.best, optimum.cheapest] {
            add([choice.layers, choice.dim, choice.parameters])
            add([choice.prediction.value, choice.prediction.low, choice.prediction.high])
        }
        add([optimum.continuous.layers, optimum.continuous.dim, optimum.continuous.value])
        for extent in [optimum.confidence.layers, optimum.confidence.dim] { add([extent.low, extent.high]) }
        for point in optimum.frontier {
            add([point.layers, point.dim, point.parameters])
            add([point.value])
        }
    }
}
