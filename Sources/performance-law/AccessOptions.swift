import ArgumentParser
import Foundation
import LawService
import Logging

/// The options of `serve` that say who may use the service, and from which pages.
struct AccessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Bearer tokens, as `performance-law token new` makes them. SIGHUP reads the file again.",
            valueName: "file"
        )
    )
    var tokenFile: String?

    @Flag(help: "Serve beyond this machine without tokens.")
    var allowAnonymous = false

    @Option(
        help: ArgumentHelp(
            "A host name by which the service may be called; repeat it, or use commas.",
            valueName: "host"
        )
    )
    var allowedHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "An origin, such as https://laws.example, whose pages may use the service; repeat it, or use commas.",
            valueName: "origin"
        )
    )
    var allowedOrigin: [String] = []

    func validate() throws {
        _ = try browserPolicy(checksHost: false)
    }

    /// The tokens at the start; `nil` without a token file.
    ///
    /// - Parameter isLocal: whether only this machine reaches the service.
    /// - Throws: beyond loopback without tokens and without an explicit `--allow-anonymous`.
    func tokens(host: String, isLocal: Bool) throws(CommandFailure) -> AccessTokens? {
        if let tokenFile { return AccessTokens(try TokenFile(path: tokenFile).tokens()) }
        guard allowAnonymous || isLocal else {
            throw .usage(
                "\(host) is reachable from other machines: give --token-file, or --allow-anonymous to serve everybody"
            )
        }
        if !isLocal {
            Logger(label: "access").warning(
                "everybody who can reach the socket may use the service",
                metadata: ["host": "\(host)", "option": "--allow-anonymous"]
            )
        }
        return nil
    }

    /// Reads the token file again. A file with a fault changes nothing.
    func reload(_ tokens: AccessTokens?) {
        let log = Logger(label: "access")
        guard let tokenFile, let tokens else {
            log.info("SIGHUP: there is no token file to reload")
            return
        }
        do throws(CommandFailure) {
            let new = try TokenFile(path: tokenFile).tokens()
            tokens.replace(by: new)
            log.notice("tokens reloaded", metadata: ["tokens": "\(new.count)"])
        } catch {
            log.error("the tokens stay as they are", metadata: ["reason": "\(error.message)"])
        }
    }

    /// - Parameter checksHost: whether `Host` must be a name of this machine or an allowed one.
    func browserPolicy(checksHost: Bool) throws(ValidationError) -> BrowserPolicy {
        do {
            return try BrowserPolicy(
                checksHost: checksHost,
                allowedHosts: Self.entries(allowedHost),
                allowedOrigins: Self.entries(allowedOrigin)
            )
        } catch {
            switch error {
            case .host: throw ValidationError("--allowed-host: must be a name or an address, without scheme and port")
            case .origin:
                throw ValidationError(
                    "--allowed-origin: must be an origin such as https://laws.example, without a path"
                )
            }
        }
    }

    /// The entries between commas. A value without any has one that is empty, and so none that is valid.
    private static func entries(_ values: [String]) -> [String] {
        values.flatMap { value -> [String] in
            let entries = value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                !$0.isEmpty
            }
            return entries.isEmpty ? [""] : entries
        }
    }
}
