import Glibc
import HTTPMessage
import Synchronization

/// Protects users of browsers on the machine or network of the service. Any page can make a browser send requests, also to
/// addresses that only the browser can reach.
///
/// - A page of a name that an attacker lets point to this machine («DNS rebinding») shows that name in `Host`.
/// - A page of another site shows it in `Sec-Fetch-Site` (<https://www.w3.org/TR/fetch-metadata/>) or `Origin` (RFC 6454).
///
/// Programs other than browsers send none of these fields and are not concerned. `X-Forwarded-Host` is not read, because
/// any client can send it.
public struct BrowserPolicy: Sendable {
    /// Which values of `Host` are accepted.
    public enum Hosts: Sendable {
        case any
        /// Names of this machine. Requests through a socket file may have any name, because no page can send one there.
        case loopback
        /// Names of this machine, and these, whatever way a request comes.
        case listed(Set<String>)
    }

    /// Why an option is invalid.
    public enum Fault: Error, Sendable {
        case host
        case origin
    }

    private let hosts: Hosts
    private let origins: Set<WebOrigin>
    private let lastHost = LastHost()

    /// The value of `Host` that was accepted last. Most clients send the same one, so it is not parsed again.
    private final class LastHost: Sendable {
        private let text = Mutex<[UInt8]?>(nil)

        func isEqual(to host: UnsafeBufferPointer<UInt8>) -> Bool {
            text.withLock { text in
                guard let text, text.count == host.count, let start = host.baseAddress else { return false }
                return memcmp(text, start, host.count) == 0
            }
        }

        func replace(by host: String) { text.withLock { $0 = Array(host.utf8) } }
    }

    /// Accepts every host, and no page of another site.
    public static let standard = BrowserPolicy(hosts: .any, origins: [])

    /// - Parameters:
    ///   - checksHost: whether only this machine's names and `allowedHosts` are accepted; always if there are any.
    ///   - allowedHosts: names or addresses, without a port.
    ///   - allowedOrigins: origins of other sites whose pages may use the service, such as `https://laws.example`.
    public init(checksHost: Bool, allowedHosts: [String], allowedOrigins: [String]) throws(Fault) {
        var names: Set<String> = []
        for text in allowedHosts {
            // An IPv6 address has colons, and is written without brackets here or with them.
            let isBareAddress = text.count { $0 == ":" } > 1 && !text.hasPrefix("[")
            guard let host = HostName(isBareAddress ? "[\(text)]" : text), host.port == nil, !text.hasSuffix(":"),
                host.name.utf8.allSatisfy({ 0x21..<0x7F ~= $0 && $0 != 0x2F && $0 != 0x2A })
            else { throw .host }
            names.insert(host.name)
        }
        var origins: Set<WebOrigin> = []
        for text in allowedOrigins {
            guard let origin = WebOrigin(text), !text.contains("*") else { throw .origin }
            origins.insert(origin)
        }
        self.init(hosts: !names.isEmpty ? .listed(names) : checksHost ? .loopback : .any, origins: origins)
    }

    private init(hosts: Hosts, origins: Set<WebOrigin>) {
        self.hosts = hosts
        self.origins = origins
    }

    /// Whether answers depend on `Origin`.
    var hasOrigins: Bool { !origins.isEmpty }

    /// - Returns: the origin whose page may read the answer, if it is one of the allowed ones.
    /// - Throws: 403.
    func check(_ head: RequestHead) throws(Problem) -> HTTPFieldValue? {
        try checkHost(head)
        if let origin = allowedOrigin(head) { return origin }
        guard isForeign(head, origins: head.fields[.origin]) else { return nil }
        let isRead = head.method == .get || head.method == .head
        // Somebody follows a link. The page that has the link does not see the answer.
        if isRead, head.fields.only(.fetchMode)?.lowercased() == "navigate" { return nil }
        throw Problem(
            .crossSite,
            "a page of another site sent this request; --allowed-origin permits the pages of an origin"
        )
    }

    /// The origin of the page that sends the request, if it is one of the allowed ones.
    func allowedOrigin(_ head: RequestHead) -> HTTPFieldValue? {
        guard hasOrigins, let text = head.fields.only(.origin), let origin = WebOrigin(text), origins.contains(origin)
        else { return nil }
        return HTTPFieldValue(text)
    }

    private func checkHost(_ head: RequestHead) throws(Problem) {
        let names: Set<String>
        switch hosts {
        case .any: return
        case .loopback:
            if head.isFromSocketFile { return }
            names = []
        case .listed(let listed): names = listed
        }
        if head.fields.hasOnly(.host, where: lastHost.isEqual) { return }
        // HTTP/1.0 allows a request without Host. Browsers always send one.
        guard head.fields.contains(.host) else { return }
        if let text = head.fields.only(.host) {
            if let host = HostName(text), host.isLoopback || names.contains(host.name) {
                return lastHost.replace(by: text)
            }
        }
        throw Problem(.hostNotAllowed, "the service does not serve this host name; --allowed-host permits a name")
    }

    private func isForeign(_ head: RequestHead, origins: [String]) -> Bool {
        let sites = head.fields[.fetchSite]
        if !sites.isEmpty {
            // A browser knows better than `Host`, which a proxy may have changed. A page of this very origin, or the user.
            return !sites.allSatisfy { ["same-origin", "none"].contains($0.lowercased()) }
        }
        guard !origins.isEmpty else { return false }
        guard let host = head.fields.only(.host).flatMap({ HostName($0) }) else { return true }
        return !origins.allSatisfy { WebOrigin($0)?.isSame(as: host) ?? false }
    }
}
