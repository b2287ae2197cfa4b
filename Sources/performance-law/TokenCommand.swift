import ArgumentParser
import Foundation
import LawService

/// `performance-law token`: makes tokens and lines of token files.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make bearer tokens for `serve --token-file`. The file holds digests only.",
        subcommands: [NewTokenCommand.self, HashTokenCommand.self]
    )
}

/// `performance-law token new`
struct NewTokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Print a new token, once, on standard output, and its line for the file on standard error."
    )

    @Option(help: "A name for people, in the line of the file.")
    var name = "token"

    @Option(help: ArgumentHelp("What it permits: read, write or read,write.", valueName: "scopes"))
    var scope = "read,write"

    @Option(help: ArgumentHelp("Append the line to this file instead of printing it.", valueName: "file"))
    var append: String?

    func run() throws {
        let (token, secret): (AccessToken, String)
        do throws(AccessTokenFault) {
            (token, secret) = try AccessToken.new(name: name, scopes: AccessToken.scopes(scope))
        } catch {
            throw CommandFailure.usage(error == .scope ? "--scope: \(error.message)" : "--name: \(error.message)")
        }
        // A line is stored only if somebody has its token.
        guard let append else {
            try StandardOutput.write(secret + "\n")
            return StandardError.write(token.line + "\n")
        }
        try TokenFile(path: append).append(token) { () throws(CommandFailure) in
            try StandardOutput.write(secret + "\n")
        }
    }
}

/// `performance-law token hash`
struct HashTokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash",
        abstract: "Read tokens from standard input, one per line, and print the lines of a token file.",
        discussion:
            "Blank lines and lines that begin with # are copied. Use it for tokens of at least 128 random bits only."
    )

    @Option(help: ArgumentHelp("What they permit: read, write or read,write.", valueName: "scopes"))
    var scope = "read,write"

    func run() throws {
        let text = String(decoding: try InputFile(path: "-").bytes(), as: UTF8.self)
        var lines: [String] = []
        var count = 0
        do throws(AccessTokenFault) {
            let scopes = try AccessToken.scopes(scope)
            for line in text.split(whereSeparator: \.isNewline) {
                let secret = line.trimmingCharacters(in: .whitespaces)
                if secret.isEmpty || secret.hasPrefix("#") {
                    lines.append(String(line))
                } else {
                    count += 1
                    lines.append(try AccessToken(name: "token-\(count)", scopes: scopes, secret: secret).line)
                }
            }
        } catch {
            throw CommandFailure.usage("--scope: \(error.message)")
        }
        guard count > 0 else { throw CommandFailure.data("standard input contains no token") }
        try StandardOutput.write(lines.map { $0 + "\n" }.joined())
    }
}
