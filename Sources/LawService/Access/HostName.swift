import Glibc

/// A host and a port, as in `Host: localhost:8080`.
struct HostName: Hashable, Sendable {
    /// In lower case, without brackets and without a final dot.
    let name: String
    let port: Int?

    /// - Parameter authority: `name`, `name:port`, `address` or `[address]:port`.
    init?(_ authority: some StringProtocol) {
        var rest = authority.lowercased()[...]
        var name: Substring
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            name = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
        } else {
            name = rest.prefix { $0 != ":" }
            rest = rest.dropFirst(name.count)
            if name.hasSuffix(".") { name = name.dropLast() }
        }
        guard !name.isEmpty else { return nil }
        self.name = String(name)
        if rest.isEmpty || rest == ":" {
            port = nil
        } else {
            guard rest.hasPrefix(":"), let number = UInt16(rest.dropFirst()) else { return nil }
            port = Int(number)
        }
    }

    /// Whether the name means this machine on every machine, whatever a name server says.
    var isLoopback: Bool { LoopbackName.contains(name) }
}

/// Recognises names and addresses that only this machine can reach.
public enum LoopbackName {
    public static func contains(_ host: String) -> Bool {
        if host == "localhost" { return true }
        var address = in_addr()
        // 127.0.0.0/8 (RFC 6890).
        if inet_pton(AF_INET, host, &address) == 1 { return UInt32(bigEndian: address.s_addr) >> 24 == 127 }
        var longAddress = in6_addr()
        guard inet_pton(AF_INET6, host, &longAddress) == 1 else { return false }
        return withUnsafeBytes(of: longAddress) { bytes in bytes[15] == 1 && bytes[..<15].allSatisfy { $0 == 0 } }
    }
}

/// The origin of a page (RFC 6454 §6.1), such as `https://laws.example`.
struct WebOrigin: Hashable, Sendable {
    let scheme: String
    let host: HostName

    /// `nil` for `null` and for text that is no origin.
    init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].contains("/"), let host = HostName(parts[1]) else {
            return nil
        }
        scheme = parts[0].lowercased()
        self.host = host
    }

    /// Whether a page of this origin was loaded from `host`. Behind a proxy with TLS the page's scheme is not that of the
    /// request, so the scheme only says which port is meant by none.
    func isSame(as host: HostName) -> Bool {
        self.host.name == host.name && (self.host.port ?? defaultPort) == (host.port ?? defaultPort)
    }

    private var defaultPort: Int? { scheme == "http" ? 80 : scheme == "https" ? 443 : nil }

    static func == (left: WebOrigin, right: WebOrigin) -> Bool {
        left.scheme == right.scheme && left.isSame(as: right.host)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(scheme)
        hasher.combine(host.name)
    }
}
