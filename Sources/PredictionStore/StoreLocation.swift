/// Where documents are kept, as `--store` spells it.
public enum StoreLocation: Sendable, Equatable {
    /// In this process only; gone when it ends.
    case memory
    /// A SQLite file, created with its folder where it is missing.
    case sqlite(path: String)

    /// Why a location could not be understood.
    public enum ParseError: Error, Sendable, Equatable {
        case missingPath
        /// A scheme this build has no store for.
        case unsupportedScheme(String)
    }

    /// Reads `memory:`, `sqlite:///absolute/path` or `sqlite:relative/path`.
    public init(parsing text: String) throws(ParseError) {
        if text == "memory:" {
            self = .memory
            return
        }
        let scheme = text.prefix { $0 != ":" }
        guard scheme == "sqlite", scheme.endIndex < text.endIndex else {
            throw .unsupportedScheme(String(scheme))
        }
        var path = text[text.index(after: scheme.endIndex)...]
        if path.hasPrefix("//") { path = path.dropFirst(2) }
        guard !path.isEmpty, path != "/" else { throw .missingPath }
        self = .sqlite(path: String(path))
    }
}
