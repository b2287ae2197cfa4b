/// The name of a field (RFC 9110 §5.1). The set of names is open; names are compared without regard to case.
public struct HTTPFieldName: Hashable, Sendable, CustomStringConvertible {
    /// The name as it is sent.
    public let spelling: String
    /// Whether only the serialiser may send the field, because it is about the connection or the length of the body.
    let isFraming: Bool
    let digest: Digest
    /// The beginning of a line with this name.
    let line: [UInt8]
    static let separator: StaticString = ": "

    /// What tells most names apart: the length, and three of the letters without regard to case.
    struct Digest: Equatable, Sendable {
        private let bits: UInt32

        /// - Parameter name: a token.
        init(_ name: UnsafeRawBufferPointer) {
            guard let first = name.first, let last = name.last else {
                bits = 0
                return
            }
            // This bit is the case of a letter. Other bytes may collide by it: equal digests do not mean equal names.
            let letters = UInt32(first) << 24 | UInt32(name[name.count / 2]) << 16 | UInt32(last) << 8 | 0x2020_2000
            bits = letters | UInt32(UInt8(truncatingIfNeeded: name.count))
        }
    }

    /// Nil if the text is not a token (RFC 9110 §5.6.2).
    public init?(_ spelling: String) {
        guard !spelling.isEmpty, ByteSet.token.containsAll(of: spelling.utf8) else { return nil }
        self.init(token: spelling)
    }

    private init(token: String) {
        spelling = token
        line = Array("\(token)\(Self.separator)".utf8)
        var token = token
        (isFraming, digest) = token.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            return (Self.isFraming(bytes), Digest(bytes))
        }
    }

    /// Whether a name is that of a field which only the serialiser may send.
    static func isFraming(_ name: UnsafeRawBufferPointer) -> Bool {
        switch name.count {
        case 4: name.equalsIgnoringCase("date")
        case 10: name.equalsIgnoringCase("connection") || name.equalsIgnoringCase("keep-alive")
        case 14: name.equalsIgnoringCase("content-length")
        case 17: name.equalsIgnoringCase("transfer-encoding")
        default: false
        }
    }

    public var description: String { spelling }

    public static func == (left: HTTPFieldName, right: HTTPFieldName) -> Bool {
        left.spelling.utf8.elementsEqual(right.spelling.utf8) { Byte.lowercased($0) == Byte.lowercased($1) }
    }

    public func hash(into hasher: inout Hasher) {
        for byte in spelling.utf8 { hasher.combine(Byte.lowercased(byte)) }
    }

    /// Compares the bytes of a received name with this one.
    func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var own = spelling
        return own.withUTF8 { own in
            guard own.count == bytes.count else { return false }
            for index in 0..<own.count where Byte.lowercased(bytes[index]) != Byte.lowercased(own[index]) {
                return false
            }
            return true
        }
    }

    public static let accept = HTTPFieldName(token: "Accept")
    public static let acceptEncoding = HTTPFieldName(token: "Accept-Encoding")
    public static let allow = HTTPFieldName(token: "Allow")
    public static let authorization = HTTPFieldName(token: "Authorization")
    public static let cacheControl = HTTPFieldName(token: "Cache-Control")
    public static let connection = HTTPFieldName(token: "Connection")
    public static let contentEncoding = HTTPFieldName(token: "Content-Encoding")
    public static let contentLength = HTTPFieldName(token: "Content-Length")
    public static let contentSecurityPolicy = HTTPFieldName(token: "Content-Security-Policy")
    public static let contentType = HTTPFieldName(token: "Content-Type")
    public static let date = HTTPFieldName(token: "Date")
    public static let entityTag = HTTPFieldName(token: "ETag")
    public static let expect = HTTPFieldName(token: "Expect")
    public static let host = HTTPFieldName(token: "Host")
    public static let ifMatch = HTTPFieldName(token: "If-Match")
    public static let ifNoneMatch = HTTPFieldName(token: "If-None-Match")
    public static let location = HTTPFieldName(token: "Location")
    public static let retryAfter = HTTPFieldName(token: "Retry-After")
    public static let transferEncoding = HTTPFieldName(token: "Transfer-Encoding")
    public static let userAgent = HTTPFieldName(token: "User-Agent")
    public static let wwwAuthenticate = HTTPFieldName(token: "WWW-Authenticate")
    public static let xContentTypeOptions = HTTPFieldName(token: "X-Content-Type-Options")
}
