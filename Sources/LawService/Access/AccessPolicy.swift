import HTTPMessage
import Synchronization

/// Decides who may use the service.
public enum AccessPolicy: Sendable {
    /// Admits everybody who can reach the socket.
    case anonymous
    /// Admits requests that carry one of these tokens as `Authorization: Bearer …` (RFC 6750 §2.1).
    case tokens(AccessTokens)

    var isAnonymous: Bool {
        switch self {
        case .anonymous: true
        case .tokens: false
        }
    }

    /// - Throws: 401 without a known token, 403 if the token does not permit `scope`.
    func check(_ head: RequestHead, scope: AccessScope?) throws(Problem) {
        switch self {
        case .anonymous: return
        case .tokens(let tokens):
            guard let given = Self.bearer(head.fields.only(.authorization)) else {
                throw Problem(
                    .unauthorized,
                    "send a token as `Authorization: Bearer …`",
                    fields: [(.wwwAuthenticate, "Bearer")]
                )
            }
            guard let token = tokens.find(given) else {
                throw Problem(
                    .unauthorized,
                    "the token is not known",
                    fields: [(.wwwAuthenticate, #"Bearer error="invalid_token""#)]
                )
            }
            guard let scope, !token.scopes.contains(scope) else { return }
            throw Problem(
                .insufficientScope,
                "this request needs a token with the scope `\(scope.rawValue)`",
                fields: [(.wwwAuthenticate, scope.challenge)]
            )
        }
    }

    private static func bearer(_ authorization: String?) -> Substring? {
        guard let parts = authorization?.split(separator: " ", maxSplits: 1), parts.count == 2,
            parts[0].lowercased() == "bearer"
        else { return nil }
        return parts[1].drop { $0 == " " }
    }
}

/// The tokens that the service accepts at the moment.
public final class AccessTokens: Sendable {
    private let tokens: Mutex<[AccessToken]>

    public init(_ tokens: [AccessToken]) {
        self.tokens = Mutex(tokens)
    }

    /// Accepts these tokens from now on, and no others.
    public func replace(by tokens: [AccessToken]) {
        self.tokens.withLock { $0 = tokens }
    }

    /// The token with this secret. One that has several lines may do what any of them says.
    func find(_ secret: Substring) -> AccessToken? {
        let digest = SHA256Digest(secret)
        // All digests are compared, so the time does not reveal which one was given.
        return tokens.withLock { $0 }.reduce(into: nil as AccessToken?) { found, token in
            guard token.digest == digest else { return }
            if found == nil { found = token } else { found?.scopes.formUnion(token.scopes) }
        }
    }
}

extension AccessScope {
    /// RFC 6750 §3.1.
    fileprivate var challenge: HTTPFieldValue {
        switch self {
        case .read: #"Bearer error="insufficient_scope", scope="read""#
        case .write: #"Bearer error="insufficient_scope", scope="write""#
        }
    }
}
