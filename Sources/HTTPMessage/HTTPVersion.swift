/// The versions that are spoken here. A higher minor version of HTTP/1 is read as 1.1 (RFC 9110 §2.5).
public enum HTTPVersion: Hashable, Sendable {
    case http10
    case http11
}
