import ArgumentParser

/// Adds options from the environment: `PERFORMANCE_LAW_MAX_BODY=1048576` for `--max-body 1048576`.
///
/// A variable becomes an argument if the command has that option and the command line does not contain it. So its value is
/// checked like a typed one.
enum EnvironmentArguments {
    static let prefix = "PERFORMANCE_LAW_"

    /// The options of `ReadingOptionGroup`.
    private static let reading = [
        "format", "delimiter", "header", "columns", "time-format", "charset", "padding", "on-error",
    ]

    /// The options of each command. A test compares them with the help of the commands.
    static let options: [String: [String]] = [
        "serve": [
            "host", "port", "store", "token-file", "max-body", "memory", "header-timeout", "body-timeout",
            "idle-timeout",
            "workers", "log-level", "log-format",
        ],
        "apen": reading + ["m", "r", "max-length", "short", "measures", "memory", "jobs"],
        "fit": reading + ["name", "form", "d-prime", "dataset", "metrics", "goals", "level", "store"],
        "predict": ["layers", "dim", "law", "d-prime", "dataset", "metric", "level", "store"],
        "optimal": [
            "law", "metric", "d-prime", "dataset", "layers", "dim", "dim-multiple", "max-parameters",
            "max-training-flops", "tokens", "max-embedding-bytes", "bytes-per-weight", "architecture", "items",
            "tolerance", "level", "store",
        ],
        "export": ["store"], "import": ["store"], "backup": ["store"],
    ]

    /// The options of each command that take no value.
    static let flags: [String: [String]] = [
        "serve": ["allow-anonymous"], "apen": ["json", "explain"], "fit": ["json", "replace-name", "explain"],
        "predict": ["json"], "optimal": ["json"], "import": ["replace-names"],
    ]

    /// - Throws: a usage failure for a flag whose variable is neither true nor false.
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
        // After a `--`, every argument is a file, so options come before it.
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
