import Foundation
import LawFitting
import SequenceEntropy

/// The id of a law: a SHA-256 digest of the request, so that the same request has the same id on every machine.
///
/// The model is no part of it. A change of the model keeps the id and raises `LawRecord.modelVersion`.
enum LawIdentity {
    /// The scheme of the ids. It never changes, because stored laws keep their ids.
    private static let scheme = "performance-law fit 3"

    /// `law_` and 24 hexadecimal digits (96 bits) of the digest.
    static func id(_ request: LawRequest) -> String {
        var lines = [
            scheme, "dataset \(request.dataset?.id ?? "-")", "level \(hex(request.level))", "form \(request.form)",
        ]
        let measured = Set(request.experiments.flatMap(\.values.keys)).sorted()
        lines.append("measured \(measured.joined(separator: " "))")
        for experiment in request.experiments {
            let values = measured.map { metric in experiment.values[metric].map(hex) ?? "-" }
            let configuration = experiment.configuration
            let dPrime = configuration.dPrime.map(hex) ?? "-"
            lines.append("\(configuration.layers) \(configuration.dim) \(dPrime) \(values.joined(separator: " "))")
            // What the first laws did not have is written only where it exists, so that their ids stay.
            if experiment.users != nil || !experiment.standardErrors.isEmpty {
                let errors = measured.map { metric in experiment.standardErrors[metric].map(hex) ?? "-" }
                lines.append("weights \(experiment.users.map(hex) ?? "-") \(errors.joined(separator: " "))")
            }
        }
        lines.append("metrics \(request.metrics.joined(separator: " "))")
        for metric in measured where request.treatment(of: metric) != .standard {
            let treatment = request.treatment(of: metric)
            lines.append("treatment \(treatment.goal.rawValue) \(treatment.scale.rawValue) \(metric)")
        }
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
