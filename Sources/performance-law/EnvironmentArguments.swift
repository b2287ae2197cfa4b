import ArgumentParser

/// Adds options from the environment: `PERFORMANCE_LAW_MAX_BODY=1048576` for `--max-body 1048576`.
///
/// A variable becomes an argument if the command has that option and the command line does not contain it. So its value is
/// checked like a typed one. A variable with this beginning that no command knows is refused, because it is a misspelt option.
enum EnvironmentArguments {
    static let prefix = "PERFORMANCE_LAW_"

    /// The options of `ReadingOptionGroup`.
    private static let reading = [
        "format", "delimiter", "header", "columns", "time-format", "charset", "padding", "on-error",
    ]

    /// The options of each command. A test compares them with the help of the commands.
    static let options: [String: [String]] = [
        "serve": [
            "host", "port", "listen", "store", "token-file", "max-body", "memory", "cache-memory", "work-seconds",
            "header-timeout", "body-timeout", "idle-timeout", "workers", "log-level", "log-format", "allowed-host",
            "allowed-origin",
        ],
        "apen": reading + ["m", "r", "max-length", "short", "measures", "memory", "jobs"],
        "fit": reading + ["name", "form", "d-prime", "dataset", "metrics", "goals", "level", "store"],
        "predict": ["layers", "dim", "law", "d-prime", "dataset", "metric", "level", "store"],
        "optimal": [
            "law", "metric", "d-prime", "dataset", "layers", "dim", "dim-multiple", "max-parameters",
            "max-training-flops", "tokens", "max-embedding-bytes", "bytes-per-weight", "softmax", "architecture",
            "items",
            "tolerance", "level", "store",
        ],
        "export": ["store"], "import": ["store"], "backup": ["store"],
        "token new": ["name", "scope", "append"], "token hash": ["scope"],
    ]

    /// The options of each command that take no value.
    static let flags: [String: [String]] = [
        "serve": ["allow-anonymous"], "apen": ["json", "explain"], "fit": ["json", "replace-name", "explain"],
        "predict": ["json"], "optimal": ["json", "beyond"], "import": ["replace-names"],
    ]

    /// - Throws: a usage failure for a flag whose variable is neither true nor false.
    static func completed(
        _ arguments: [String],
        from environment: [String: String]
    ) throws(CommandFailure) -> [String] {
        guard let first = arguments.first(where: { !$0.hasPrefix("-") }) else { return arguments }
        // A command of two words.
        let command = options[first] == nil ? arguments.prefix(2).joined(separator: " ") : first
        guard let known = options[command] else { return arguments }
        try refuseUnknown(in: environment)
        var added: [String] = []
        for option in known where !isGiven(option, in: arguments) {
            let name = variable(option)
            if let value = environment[name], !value.isEmpty, !isInjected(name, value) {
                added.append("--\(option)=\(value)")
            }
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

    static func variable(_ option: String) -> String {
        prefix + option.uppercased().replacing("-", with: "_")
    }
}
