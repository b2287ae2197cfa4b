import ArgumentParser

/// Options from the environment: `PERFORMANCE_LAW_MAX_BODY=1048576` for `--max-body 1048576`.
///
/// A variable becomes an argument where the command has that option and the command line does not give it, so that its
/// value is checked, and refused, as if it had been typed.
enum EnvironmentArguments {
    static let prefix = "PERFORMANCE_LAW_"

    /// The options of each command; a test keeps this in step with the commands themselves.
    static let options: [String: [String]] = [
        "serve": [
            "host", "port", "store", "token-file", "max-body", "memory", "header-timeout", "body-timeout",
            "idle-timeout",
            "workers", "log-level", "log-format",
        ],
        "apen": ["format", "m", "r", "max-length", "short", "measures", "on-error", "memory", "jobs"],
        "fit": ["name", "form", "d-prime", "dataset", "metrics", "level", "store"],
        "predict": ["layers", "dim", "law", "d-prime", "dataset", "metric", "level", "store"],
        "optimal": [
            "law", "metric", "d-prime", "dataset", "layers", "dim", "dim-multiple", "max-parameters",
            "max-training-flops", "tokens", "max-embedding-bytes", "bytes-per-weight", "architecture", "items",
            "tolerance", "level", "store",
        ],
    ]

    /// Those that take no value.
    static let flags: [String: [String]] = [
        "serve": ["allow-anonymous"], "apen": ["json"], "fit": ["json", "replace-name"], "predict": ["json"],
        "optimal": ["json"],
    ]

    /// - Throws: wrong usage, for a flag whose variable says neither yes nor no.
    static func completed(
        _ arguments: [String],
        from environment: [String: String]
    ) throws(CommandFailure) -> [String] {
        guard let command = arguments.first(where: { !$0.hasPrefix("-") }), let known = options[command] else {
            return arguments
        }
        var added: [String] = []
        for option in known where !isGiven(option, in: arguments) {
            if let value = environment[variable(option)], !value.isEmpty { added.append("--\(option)=\(value)") }
        }
        for flag in flags[command] ?? [] where !isGiven(flag, in: arguments) {
            switch environment[variable(flag)]?.lowercased() {
            case "1", "true", "yes": added.append("--\(flag)")
            case nil, "", "0", "false", "no": break
            case let other?: throw .usage("\(variable(flag)) must be true or false, not `\(other)`")
            }
        }
        // In front of a `--`, behind which everything is a file.
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end] + added + arguments[end...]
    }

    private static func isGiven(_ option: String, in arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains { $0 == "--\(option)" || $0.hasPrefix("--\(option)=") }
    }

    private static func variable(_ option: String) -> String {
        prefix + option.uppercased().replacing("-", with: "_")
    }
}
