/// Decides who may use the service. Its health answers are open to everybody.
public struct AccessPolicy: Sendable {
    /// The SHA-256 digest of each token, because memory must not hold the tokens themselves. `nil` admits everybody.
    private let digests: [SHA256Digest]?

    /// Admits everybody who can reach the socket.
    public static let anonymous = AccessPolicy(digests: nil)

    /// Admits requests that carry one of these tokens as `Authorization: Bearer …` (RFC 6750 §2.1).
    public static func bearer(_ tokens: [String]) -> AccessPolicy {
        AccessPolicy(digests: tokens.map { SHA256Digest($0) })
    }

    private init(digests: [SHA256Digest]?) {
        self.digests = digests
    }

    var isAnonymous: Bool { digests == nil }

    /// - Parameter authorization: the value of the only `Authorization` field.
    func allows(_ authorization: String?) -> Bool {
        guard let digests else { return true }
        guard let authorization else { return false }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        let given = SHA256Digest(parts[1].drop { $0 == " " })
        // All digests are compared, so the time does not reveal which one was given.
        return digests.reduce(false) { isKnown, digest in digest == given || isKnown }
    }
}
