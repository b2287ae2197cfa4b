import Crypto
import Foundation
import SequenceEntropy

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
