import Foundation
import LawFitting
import SequenceEntropy

/// The id of a law: a SHA-256 digest of the request, so that the same request has the same id on every machine.
enum LawIdentity {
    /// Changes when the same request is fitted differently, so that an upgraded service fits it again.
    private static let method = "3"

    /// `law_` and 24 hexadecimal digits (96 bits) of the digest.
    static func id(
        experiments: [Run],
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
            let configuration = experiment.configuration
            let dPrime = configuration.dPrime.map(hex) ?? "-"
            lines.append("\(configuration.layers) \(configuration.dim) \(dPrime) \(values.joined(separator: " "))")
        }
        lines.append("metrics \(metrics.joined(separator: " "))")
        return "law_" + SHA256Digest(lines.joined(separator: "\n")).prefix(12)
    }

    /// The bits of a number, because a decimal text may be rounded.
    private static func hex(_ value: Double) -> String {
        // −0 and 0 are the same value.
        String((value == 0 ? 0 : value).bitPattern, radix: 16)
    }
}

/// The id of a dataset: a SHA-256 digest of its parameters and of the fingerprint of its sequences.
enum DatasetIdentity {
    /// `ds_` and 24 hexadecimal digits (96 bits) of the digest.
    static func id(_ record: DatasetRecord, fingerprint: String) -> String {
        let text = """
            performance-law dataset 2
            m \(record.m)
            r \(String(record.r.bitPattern, radix: 16))
            maxLength \(record.maxLength.map(String.init) ?? "-")
            short \(record.short.rawValue)
            measures \(record.measures.map(\.rawValue).sorted().joined(separator: ","))
            fingerprint \(fingerprint)
            """
        return "ds_" + SHA256Digest(text).prefix(12)
    }
}
