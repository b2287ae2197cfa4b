/// The four forms of a request target (RFC 9112 §3.2), reduced to path, query and authority.
///
/// The authority of an absolute target takes precedence over `Host` (RFC 9112 §3.2.2).
struct RequestTarget: Sendable {
    var path: String
    var query: String?
    /// The host and the port of an absolute target.
    private(set) var authority: [UInt8]?

    init(_ target: UnsafeRawBufferPointer, method: HTTPMethod) throws(RequestRejection) {
        if method == .connect {
            // RFC 9112 §3.2.3: CONNECT has the authority form, and there the port is mandatory.
            guard let authority = Authority(target), authority.hasHost, authority.hasPort else {
                throw .malformed(.target)
            }
            // RFC 9110 §9.3.6: only proxies make tunnels.
            throw .unsupportedMethod(method)
        }
        guard let first = target.first else { throw .malformed(.target) }
        if first == Byte.slash {
            try self.init(origin: target)
        } else if first == Byte.asterisk, target.count == 1 {
            // RFC 9112 §3.2.4: only OPTIONS has the asterisk form.
            guard method == .options else { throw .malformed(.target) }
            self.init(path: "*")
        } else {
            try self.init(absolute: target, method: method)
        }
    }

    private init(path: String, query: String? = nil) {
        self.path = path
        self.query = query
    }

    /// RFC 9112 §3.2.1.
    private init(origin target: UnsafeRawBufferPointer) throws(RequestRejection) {
        // RFC 3986 §3.3, §3.4. A target never has a fragment (RFC 9112 §3.2), so "#" is refused like other bytes.
        guard ByteSet.pathAndQuery.containsAllEscaped(of: target) else { throw .malformed(.target) }
        let question = target.place(of: Byte.question)
        self.init(
            path: String(decoding: target.slice(0..<(question ?? target.count)), as: UTF8.self),
            query: question.map { String(decoding: target.slice(($0 + 1)..<target.count), as: UTF8.self) }
        )
    }

    /// RFC 9112 §3.2.2: an origin server must accept the absolute form.
    private init(absolute target: UnsafeRawBufferPointer, method: HTTPMethod) throws(RequestRejection) {
        guard let colon = target.place(of: Byte.colon), target.count > colon + 3,
            target[colon + 1] == Byte.slash, target[colon + 2] == Byte.slash
        else { throw .malformed(.target) }
        let scheme = target.slice(0..<colon)
        // RFC 9110 §4.2.2, §7.4: a resource of "https" must not be served on an unsecured connection.
        if scheme.equalsIgnoringCase("https") { throw .misdirected }
        guard scheme.equalsIgnoringCase("http") else { throw .malformed(.target) }

        let rest = target.slice((colon + 3)..<target.count)
        let authorityEnd = rest.firstIndex { $0 == Byte.slash || $0 == Byte.question } ?? rest.count
        // RFC 9110 §4.2.1: an empty host is invalid. §4.2.4: user information is refused, because no host contains "@".
        let authority = rest.slice(0..<authorityEnd)
        guard Authority(authority)?.hasHost == true else { throw .malformed(.target) }
        let remainder = rest.slice(authorityEnd..<rest.count)
        if remainder.isEmpty {
            // RFC 9112 §3.2.4: OPTIONS without path and query means the server as a whole.
            self.init(path: method == .options ? "*" : "/")
        } else if remainder.first == Byte.question {
            // RFC 9110 §4.2.3: an empty path is "/".
            let slashed = [Byte.slash] + remainder
            self = try slashed.withBytes(0..<slashed.count) { bytes throws(RequestRejection) in
                try RequestTarget(origin: bytes)
            }
        } else {
            try self.init(origin: remainder)
        }
        self.authority = Array(authority)
    }
}
