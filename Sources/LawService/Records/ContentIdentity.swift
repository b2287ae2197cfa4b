import Crypto
import Foundation
import LawFitting
import SequenceEntropy

/// The id of a law: a SHA-256 of what was asked, so that the same request has the same id on every machine.
enum LawIdentity {
    /// Changed when the same request would be fitted differently, so that an upgraded service fits anew.
    private static let method = "3"

    /// `law_` and 24 hexadecimal digits (96 bits) of the digest.
    static func id(
        experiments: [LawRecord.Experiment],
        metrics: [String],
        dataset: String?,
        options: FitOptions
    ) -> String {
        var lines = ["performance-law fit \(method)", "dataset \(dataset ?? "-")", "level \(hex(options.level))"]
        switch options.form {
        case .auto: lines.append("form auto")
        case .named(let form): lines.append("form \(form.rawValue)")
        }
        let measured = Set(experiments.flatMap(\.values.keys)).sorted()
        lines.append("measured \(measured.joined(separator: " "))")
        for experiment in experiments {
            let values = measured.map { metric in experiment.values[metric].map(hex) ?? "-" }
            let dPrime = experiment.dPrime.map(hex) ?? "-"
            lines.append("\(experiment.layers) \(experiment.dim) \(dPrime) \(values.joined(separator: " "))")
        }
        lines.append("metrics \(metrics.joined(separator: " "))")
        let digest = SHA256.hash(data: Data(lines.joined(separator: "\n").utf8))
        return "law_" + HexDigest.text(digest, bytes: 12)
    }

    /// Bits, not decimals: two numbers are one only where they are the same double.
    private static func hex(_ value: Double) -> String {
        // −0 and 0 are one value.
        String((value == 0 ? 0 : value).bitPattern, radix: 16)
    }
}

/// The id of a dataset: a SHA-256 of its parameters and of the fingerprint of its sequences.
enum DatasetIdentity {
    /// `ds_` and 24 hexadecimal digits (96 bits) of the digest.
    static func id(_ record: DatasetRecord, fingerprint: String) -> String {
        let text = """
            performance-law dataset 1
            m \(record.m)
            r \(String(record.r.bitPattern, radix: 16))
            maxLength \(record.maxLength.map(String.init) ?? "-")
            short \(record.short.rawValue)
            measures \(record.measures.map(\.rawValue).sorted().joined(separator: ","))
            fingerprint \(fingerprint)
            """
        return "ds_" + HexDigest.text(SHA256.hash(data: Data(text.utf8)), bytes: 12)
    }
}

/// The beginning of a digest in hexadecimal digits.
enum HexDigest {
    static func text(_ digest: some Sequence<UInt8>, bytes: Int) -> String {
        digest.prefix(bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
