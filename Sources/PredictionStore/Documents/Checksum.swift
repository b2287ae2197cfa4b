import CXXHash
import Foundation

/// The XXH3-128 hashes of a document's content and of its summary, as the store keeps them beside both.
///
/// They detect damage on the disk. They do not protect against an adversary, who could write a matching hash.
struct Checksum: Equatable {
    /// 32 hexadecimal digits.
    let content: String
    /// 32 hexadecimal digits; empty without a summary.
    let summary: String

    init(content: Data, summary: Data?) {
        self.content = Self.hash(content)
        self.summary = summary.map(Self.hash) ?? ""
    }

    /// Reads `text`; `nil` for a text that no version has written.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        content = String(parts[0])
        summary = String(parts[1])
    }

    /// Both hashes in one column of the database, separated by a colon.
    var text: String { "\(content):\(summary)" }

    func matches(content data: Data) -> Bool { Self.hash(data) == content }

    func matches(summary data: Data) -> Bool { Self.hash(data) == summary }

    private static func hash(_ data: Data) -> String {
        let hash = data.withUnsafeBytes { XXH3_128bits($0.baseAddress, $0.count) }
        return [hash.high64, hash.low64].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
