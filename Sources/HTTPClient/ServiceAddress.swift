/// Where a service listens: `http://HOST[:PORT][/PREFIX]` or `unix:PATH`.
public struct ServiceAddress: Sendable, Equatable {
    public enum Endpoint: Sendable, Equatable {
        case host(String, port: UInt16)
        case path(String)
    }

    public enum Fault: Error, Equatable {
        /// This program has no TLS.
        case encrypted(host: String)
        case scheme
        case host
        case port
        case path
    }

    public let endpoint: Endpoint
    /// The value of `Host` (RFC 9110 §7.2).
    public let authority: String
    /// What comes before the path of each resource, without a slash at its end; empty for most services.
    public let prefix: String

    public init(_ text: String) throws(Fault) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard !path.isEmpty else { throw .path }
            endpoint = .path(path)
            authority = "localhost"
            prefix = ""
            return
        }
        guard let colon = text.firstRange(of: "://") else { throw .scheme }
        let rest = text[colon.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = String(rest[..<slash])
        switch text[..<colon.lowerBound].lowercased() {
        case "http": break
        case "https": throw .encrypted(host: authority)
        default: throw .scheme
        }
        // A name and a password would be sent in clear text. A query has no meaning here.
        guard authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !authority.contains("@") else { throw .host }
        let path = rest[slash...]
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !path.contains("?"), !path.contains("#") else {
            throw .path
        }
        let (host, port) = try Self.parts(of: authority)
        endpoint = .host(host, port: port)
        self.authority = authority
        var prefix = path
        while prefix.last == "/" { prefix.removeLast() }
        self.prefix = String(prefix)
    }

    private static func parts(of authority: String) throws(Fault) -> (host: String, port: UInt16) {
        var host = authority[...]
        var rest = ""[...]
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { throw .host }
            host = authority[authority.index(after: authority.startIndex)..<close]
            rest = authority[authority.index(after: close)...]
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            rest = authority[colon...]
        }
        guard !host.isEmpty else { throw .host }
        if rest.isEmpty { return (String(host), 80) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits),
            port > 0
        else { throw .port }
        return (String(host), port)
    }
}
