/// Where the body of a request ends (RFC 9112 §6.3).
package enum BodyFraming: Hashable, Sendable {
    /// Content-Length, or 0 without any framing field. A length beyond `Int.max` is `Int.max`: it exceeds every limit.
    case length(Int)
    case chunked

    /// The length that the client declared; nil if it is not known beforehand.
    package var declaredLength: Int? {
        switch self {
        case .length(let length): length
        case .chunked: nil
        }
    }
}
