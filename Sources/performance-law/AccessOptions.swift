/// The bearer tokens that a service accepts.
struct TokenFile {
    let path: String

    /// One token per line; blank lines and lines that begin with `#` are ignored.
    ///
    /// - Throws: `CommandFailure` where the file cannot be read or holds no token.
    func tokens() throws -> [String] {
        let bytes = try InputFile(path: path).bytes()
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let tokens = lines.map { line in line.drop { $0 == " " } }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard !tokens.isEmpty else { throw CommandFailure.data("\(path) holds no token") }
        return tokens.map { token in String(token.reversed().drop { $0 == " " }.reversed()) }
    }
}

/// The addresses that only this machine reaches.
enum LoopbackHost {
    static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
