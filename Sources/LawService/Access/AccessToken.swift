import Foundation

/// What a token permits.
public enum AccessScope: String, CaseIterable, Sendable {
    /// Everything that changes nothing: every GET, `POST /predict` and `POST /preview`.
    case read
    /// Everything that stores or deletes.
    case write
}

/// A bearer token as the service knows it: its name, what it permits, and the digest of its secret.
public struct AccessToken: Sendable, Equatable {
    /// For people and logs; it is no secret.
    public let name: String
    public internal(set) var scopes: Set<AccessScope>
    let digest: SHA256Digest

    /// A token with a secret of 256 random bits.
    ///
    /// A digest without salt and repetition is enough for such a secret, because it cannot be guessed.
    ///
    /// - Throws: if the name is not a word.
    public static func new(
        name: String,
        scopes: Set<AccessScope>
    ) throws(AccessTokenFault) -> (token: AccessToken, secret: String) {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: random.next() as UInt64) { Array($0) } }
        let secret =
            "plaw_"
            + Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return (try AccessToken(name: name, scopes: scopes, secret: secret), secret)
    }

    /// - Throws: if the name is not a word.
    public init(name: String, scopes: Set<AccessScope>, secret: String) throws(AccessTokenFault) {
        guard Self.isName(name) else { throw .name }
        self.name = name
        self.scopes = scopes
        digest = SHA256Digest(secret)
    }

    /// The line of a token file: `NAME SCOPES sha256:HEX`.
    public var line: String {
        let words = AccessScope.allCases.filter(scopes.contains).map(\.rawValue)
        return "\(name) \(words.joined(separator: ",")) sha256:\(digest.hexadecimal)"
    }

    /// Reads the line of a token file.
    init(line: Substring) throws(AccessTokenFault) {
        let parts = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard parts.count == 3, parts[2].hasPrefix("sha256:") else { throw .plainText }
        guard Self.isName(String(parts[0])) else { throw .name }
        guard let digest = SHA256Digest(hexadecimal: parts[2].dropFirst("sha256:".count)) else { throw .digest }
        name = String(parts[0])
        scopes = try Self.scopes(parts[1])
        self.digest = digest
    }

    /// Reads `read`, `write` or `read,write`.
    public static func scopes(_ text: some StringProtocol) throws(AccessTokenFault) -> Set<AccessScope> {
        var scopes: Set<AccessScope> = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let scope = AccessScope(rawValue: String(word)) else { throw .scope }
            scopes.insert(scope)
        }
        return scopes
    }

    private static func isName(_ text: String) -> Bool {
        1...64 ~= text.utf8.count && !text.hasPrefix("#")
            && text.utf8.allSatisfy { 0x21..<0x7F ~= $0 }
    }
}

/// Why a line is no token. No case holds text of the line, because it may be a secret.
public enum AccessTokenFault: Error, Sendable, Equatable {
    /// The line has not the form `NAME SCOPES sha256:HEX`, so it may be a token itself, as older versions wanted it.
    case plainText
    case name
    case scope
    case digest

    public var message: String {
        switch self {
        case .plainText:
            """
            is not `NAME SCOPES sha256:HEX`. If the file holds the tokens themselves, hash it with \
            `performance-law token hash < OLD > NEW`; `performance-law token new` makes a token
            """
        case .name: "the name must have 1 to 64 visible ASCII characters, and must not begin with #"
        case .scope: "the scopes must be `read`, `write` or `read,write`"
        case .digest: "`sha256:` must be followed by 64 hexadecimal digits"
        }
    }
}

/// The text of a token file. Blank lines and lines that begin with `#` are ignored.
public enum AccessTokenList {
    /// What is wrong with a file.
    public enum Fault: Error, Sendable, Equatable {
        case line(Int, AccessTokenFault)
        case empty

        public var message: String {
            switch self {
            case .line(let number, let fault): "line \(number): \(fault.message)"
            case .empty: "there is no token in it; `performance-law token new` makes one"
            }
        }
    }

    public static func parse(_ text: String) throws(Fault) -> [AccessToken] {
        var tokens: [AccessToken] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard let first = line.first(where: { $0 != " " && $0 != "\t" }), first != "#" else { continue }
            do {
                tokens.append(try AccessToken(line: line))
            } catch {
                throw .line(index + 1, error)
            }
        }
        guard !tokens.isEmpty else { throw .empty }
        return tokens
    }
}
