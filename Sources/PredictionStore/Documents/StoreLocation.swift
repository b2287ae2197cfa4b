/// The place of the documents, as `--store` spells it.
public enum StoreLocation: Sendable, Equatable {
    /// In this process only. The documents are gone when it ends.
    case memory
    /// A SQLite file. It is created with its folder if it is missing, unless it is opened for reading only.
    case sqlite(path: String, isReadOnly: Bool = false)
    /// A PostgreSQL database, as a connection URL of libpq. It may hold a password.
    case postgreSQL(url: String)

    /// Why a location is invalid.
    public enum ParseError: Error, Sendable, Equatable {
        case missingPath
        /// This build has no store for the scheme.
        case unsupportedScheme(String)
        /// The scheme is known, but its colon is missing.
        case missingColon(scheme: String)
        /// A SQLite file has no host: `sqlite://host/path` has two slashes where three are meant.
        case hostNotAllowed(String)
        /// Only `mode=ro` may follow the `?` of a SQLite location.
        case unknownQueryItem(String)
        /// A spelling of other programs for a store in memory, such as `:memory:`. Here it would be a file of that name.
        case foreignMemory
        /// A path that begins with `file:`, as SQLite's own URIs do. Here it would be a file of that name.
        case foreignURI
    }

    /// Reads `memory:`, `sqlite:///absolute/path`, `sqlite:relative/path` or `postgres://host/database`.
    ///
    /// A path is taken as it is, without percent decoding; it ends before the first `?`.
    public init(parsing text: String) throws(ParseError) {
        let scheme = String(text.prefix { $0 != ":" })
        let rest = text.dropFirst(scheme.count)
        if !scheme.hasPrefix("postgres"), text.prefix(while: { $0 != "?" }).hasSuffix(":memory:") {
            throw .foreignMemory
        }
        switch scheme {
        case "memory", "sqlite", "postgres", "postgresql":
            guard !rest.isEmpty else { throw .missingColon(scheme: scheme) }
        default:
            // The form `host=… password=…` of libpq is no location. Its values are not shown.
            throw .unsupportedScheme(String(scheme.prefix { $0 != "=" }))
        }
        switch scheme {
        case "memory":
            guard rest == ":" else { throw .unknownQueryItem(String(rest.dropFirst())) }
            self = .memory
        case "sqlite":
            self = try Self.sqlite(rest.dropFirst())
        default:
            guard rest.hasPrefix("://") else { throw .missingPath }
            self = .postgreSQL(url: text)
        }
    }

    private static func sqlite(_ text: Substring) throws(ParseError) -> StoreLocation {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = parts[0]
        if path.hasPrefix("//") {
            path = path.dropFirst(2)
            guard path.isEmpty || path.hasPrefix("/") else {
                throw .hostNotAllowed(String(path.prefix { $0 != "/" }))
            }
        }
        guard !path.isEmpty, path != "/" else { throw .missingPath }
        guard !path.hasPrefix("file:") else { throw .foreignURI }
        var isReadOnly = false
        if parts.count == 2 {
            for item in parts[1].split(separator: "&", omittingEmptySubsequences: false) {
                guard item == "mode=ro" else { throw .unknownQueryItem(String(item)) }
                isReadOnly = true
            }
        }
        return .sqlite(path: String(path), isReadOnly: isReadOnly)
    }
}

extension StoreLocation: CustomStringConvertible, CustomDebugStringConvertible {
    /// The location for a log line, without a password.
    public var description: String {
        switch self {
        case .memory: "memory:"
        case .sqlite(let path, let isReadOnly):
            (path.hasPrefix("/") ? "sqlite://" : "sqlite:") + path + (isReadOnly ? "?mode=ro" : "")
        case .postgreSQL(let url): ConnectionURL(url).shown
        }
    }

    public var debugDescription: String { description }
}
