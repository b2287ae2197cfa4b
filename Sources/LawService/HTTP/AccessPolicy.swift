import Crypto
import Foundation

/// Who may use the service beyond its health answers.
public struct AccessPolicy: Sendable {
    /// SHA-256 of each token, so that what memory holds cannot be replayed; `nil` lets everybody in.
    private let digests: [SHA256.Digest]?

    /// Anybody who can reach the socket.
    public static let anonymous = AccessPolicy(digests: nil)

    /// Whoever sends one of these as `Authorization: Bearer …` (RFC 6750 §2.1).
    public static func bearer(_ tokens: [String]) -> AccessPolicy {
        AccessPolicy(digests: tokens.map { SHA256.hash(data: Data($0.utf8)) })
    }

    private init(digests: [SHA256.Digest]?) {
        self.digests = digests
    }

    var isAnonymous: Bool { digests == nil }

    /// - Parameter authorization: the value of the only `Authorization` field.
    func allows(_ authorization: String?) -> Bool {
        guard let digests else { return true }
        guard let authorization else { return false }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        let given = SHA256.hash(data: Data(parts[1].drop { $0 == " " }.utf8))
        // swift-crypto compares digests in constant time; every one is compared, so that timing tells nothing.
        return digests.reduce(false) { isKnown, digest in digest == given || isKnown }
    }
}
