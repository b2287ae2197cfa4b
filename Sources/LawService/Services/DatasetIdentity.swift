import Crypto
import Foundation
import SequenceEntropy

/// The id of a dataset: a SHA-256 of its parameters and of the fingerprint of its sequences.
enum DatasetIdentity {
    /// `ds_` and 24 hexadecimal digits (96 bits) of the digest.
    static func id(_ options: EntropyParameters, fingerprint: String) -> String {
        let text = """
            performance-law dataset 1
            m \(options.m)
            r \(String(options.r.bitPattern, radix: 16))
            maxLength \(options.maxLength.map(String.init) ?? "-")
            short \(options.short.rawValue)
            measures \(options.measures.map(\.rawValue).sorted().joined(separator: ","))
            fingerprint \(fingerprint)
            """
        return "ds_" + HexDigest.text(SHA256.hash(data: Data(text.utf8)), bytes: 12)
    }
}
