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

    /// The options of `apen` that `--merge` refuses, because the summaries keep how they were made.
    private static let measuring = reading + ["m", "r", "max-length", "short", "measures"]

    /// The options of `ServiceOption`.
    private static let service = ["store", "server", "token-file", "timeout"]
    /// The options of `QuestionOptionGroup`.
    private static let question = ["law", "metric", "d-prime", "dataset"]
    /// The options of `SearchOptionGroup`.
    private static let search = [
        "layers", "dim", "dim-multiple", "max-parameters", "max-training-flops", "tokens", "max-embedding-bytes",
        "bytes-per-weight", "softmax", "architecture", "items",
    ]
    private static let page = ["limit", "after"]

    /// The options of each command. A test compares them with the help of the commands.
    static let options: [String: [String]] = [
        "serve": [
            "host", "port", "listen", "store", "token-file", "max-body", "memory", "cache-memory", "work-seconds",
            "header-timeout", "body-timeout", "idle-timeout", "workers", "log-level", "log-format", "allowed-host",
            "allowed-origin", "vega",
        ],
        "apen": measuring + ["memory", "jobs", "name", "patterns", "server", "token-file", "timeout"],
        "fit": reading + service + ["name", "form", "d-prime", "dataset", "metrics", "goals", "level"],
        "predict": service + question + ["layers", "dim", "level"],
        "optimal": service + question + search + ["tolerance", "level"],
        "surface": service + question + ["layers", "dim", "level"],
        "suggest": service + question + search + ["count", "goal"],
        "plot": service + question + ["view", "out", "max-parameters", "architecture", "level"],
        "compare": service + ["metric", "d-prime", "dataset", "level"],
        "laws list": service + page, "laws show": service, "laws name": service,
        "laws delete": service,
        "datasets list": service + page, "datasets show": service, "datasets name": service,
        "datasets delete": service,
        "export": ["store"], "import": ["store"], "backup": ["store"],
        "demo": [], "token new": ["name", "scope", "append"], "token hash": ["scope"],
    ]

    /// The options of each command that take no value.
    static let flags: [String: [String]] = [
        "serve": ["allow-anonymous"], "apen": ["json", "explain", "replace-name", "partial", "merge"],
        "fit": ["json", "replace-name", "explain"], "predict": ["json"], "optimal": ["json", "beyond"],
        "surface": ["json"], "suggest": ["json"], "compare": ["json"], "laws list": ["json"], "laws show": ["json"],
        "laws name": ["replace-name"], "datasets name": ["replace-name"],
        "datasets list": ["json"], "datasets show": ["json"], "import": ["replace-names"],
    ]

    /// Options of `serve` that say who may use the service and where its data are. Their empty variable is most often a secret or a
    /// setting that got lost, and the default would be open to more users, or would store elsewhere. An empty variable of
    /// another option has no effect.
    private static let neverEmpty: Set = ["token-file", "host", "listen", "store", "allowed-host", "allowed-origin"]

    /// Options that exclude each other: if one is given, the variable of the other has no effect.
    private static let exclusive = ["store": "server", "server": "store"]

    /// - Throws: a usage failure for a flag whose variable is neither true nor false, and for an empty variable that is dangerous.
    static func completed(
        _ arguments: [String],
        from environment: [String: String]
    ) throws(CommandFailure) -> [String] {
        guard let first = arguments.first(where: { !$0.hasPrefix("-") }) else { return arguments }
        guard let (command, known) = command(first, in: arguments) else { return arguments }
        try refuseUnknown(in: environment)
        var added: [String] = []
        for option in known where !isGiven(option, in: arguments) {
            if let other = exclusive[option], isGiven(other, in: arguments) { continue }
            if measuring.contains(option), isGiven("merge", in: arguments) { continue }
            let name = variable(option)
            guard environment[name] != "" || command != "serve" || !neverEmpty.contains(option) else {
                throw .usage(
                    "\(name) is empty; give it a value, or remove the variable to get the default of --\(option)"
                )
            }
            if let value = environment[name], !value.isEmpty, !isInjected(name, value) {
                added.append("--\(option)=\(value)")
            }
        }
        // A token and a timeout of the environment are for services only. `serve` and `token` have no option `--server`.
        if known.contains("server"), !(arguments + added).contains(where: { $0.hasPrefix("--server") }) {
            added.removeAll { $0.hasPrefix("--token-file=") || $0.hasPrefix("--timeout=") }
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

    /// The command, which may have two words, and its options. The first subcommand of a word is `list`.
    private static func command(_ first: String, in arguments: [String]) -> (name: String, options: [String])? {
        for name in [first, arguments.prefix(2).joined(separator: " "), "\(first) list"] {
            if let options = options[name] { return (name, options) }
        }
        return nil
    }

    private static func isGiven(_ option: String, in arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains { $0 == "--\(option)" || $0.hasPrefix("--\(option)=") }
    }

    static func variable(_ option: String) -> String {
        prefix + option.uppercased().replacing("-", with: "_")
    }
}
