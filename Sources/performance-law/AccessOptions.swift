/// A file with the bearer tokens that the service accepts.
struct TokenFile {
    let path: String

    /// The tokens, one per line. Blank lines and lines that begin with `#` are ignored.
    ///
    /// - Throws: `CommandFailure` if the file cannot be read or contains no token.
    func tokens() throws -> [String] {
        let bytes = try InputFile(path: path).bytes()
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let tokens = lines.map { line in line.drop { $0 == " " } }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard !tokens.isEmpty else { throw CommandFailure.data("\(path) contains no token") }
        return tokens.map { token in String(token.reversed().drop { $0 == " " }.reversed()) }
    }
}

/// Recognises addresses that only this machine can reach.
enum LoopbackHost {
    static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
