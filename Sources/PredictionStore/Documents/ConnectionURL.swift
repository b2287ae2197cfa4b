/// A connection URL of PostgreSQL as it may be shown: without the password.
///
/// People paste passwords into URLs without percent-encoding them. Then nobody can tell which `/`, `?`, `#` or `@` belongs to the
/// password. So of a URL that has not the plain shape, hardly anything is shown.
struct ConnectionURL {
    /// The URL without its password and its query.
    let shown: String
    /// Whether every part of the URL is known for what it is. Otherwise messages of others about the URL may quote the password.
    let isPlain: Bool

    init(_ url: String) {
        let mark = url.firstRange(of: "://")
        let scheme = url[..<(mark?.lowerBound ?? url.startIndex)]
        let rest = url[(mark?.upperBound ?? url.startIndex)...]
        if let plain = Self.plain(rest) {
            // libpq ends the password at the first of several.
            (shown, isPlain) = ("\(scheme)://\(plain)", rest.prefix { $0 != "?" }.count { $0 == "@" } < 2)
        } else {
            // The name of the user or of the host.
            (shown, isPlain) = ("\(scheme)://\(rest.prefix(while: Self.isPlain))…", false)
        }
    }

    /// - Returns: `nil` if the text is not `[user[:password]@][host[:port]][/database][?query]`.
    private static func plain(_ text: Substring) -> String? {
        let authority = text.prefix { $0 != "/" && $0 != "?" }
        let rest = text[authority.endIndex...]
        // It may be the end of a password that has a slash or a question mark.
        guard !rest.contains("@") else { return nil }
        let path = rest.prefix { $0 != "?" }
        guard path.dropFirst().allSatisfy(isPlain) else { return nil }
        let at = authority.lastIndex(of: "@")
        let user = at.map { authority[..<$0].prefix { $0 != ":" } }
        let hosts = authority[(at.map { authority.index(after: $0) } ?? authority.startIndex)...]
        guard user?.allSatisfy(isPlain) != false, hosts.split(separator: ",").allSatisfy(isHost) else { return nil }
        return (user.map { $0 + "@" } ?? "") + hosts + path
    }

    /// A name or an address, with or without a port.
    private static func isHost(_ text: Substring) -> Bool {
        let name = text.hasPrefix("[") ? text.prefix { $0 != "]" } : text.prefix { $0 != ":" }
        let end = text[name.endIndex...].drop { $0 == "]" }
        guard !end.isEmpty else { return name.allSatisfy { isPlain($0) || "[:".contains($0) } }
        return name.allSatisfy { isPlain($0) || "[:".contains($0) } && end.first == ":"
            && end.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-._~%".contains(character))
    }

    /// A message of libpq about the URL, without what it quotes if that may be a part of the password.
    func withoutSecrets(_ message: String) -> String {
        // What libpq cannot read is quoted although the URL has the plain shape: a faulty percent-encoding, an unknown parameter.
        let isAboutText = ["percent-encoded", "URI", "invalid"].contains { message.contains($0) }
        guard !isPlain || isAboutText else { return message }
        var parts = message.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
        for index in stride(from: 1, to: parts.count, by: 2) { parts[index] = "…" }
        return parts.joined(separator: "\"")
            + "; percent-encode the characters of the password, or give it by PGPASSFILE"
    }
}
