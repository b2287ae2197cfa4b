/// Translates the parameter names of the HTTP contract into options of the command line.
public enum OptionNames {
    /// The query parameters of the HTTP contract. Other names in backquotes are those of columns, cells and laws, which nothing may change.
    static let parameters: Set<String> = [
        "after", "architecture", "as", "beyond", "bytesPerWeight", "charset", "columns", "count", "dPrime", "dataset",
        "delimiter", "dim", "dimMultiple", "form", "format", "goal", "goals", "header", "items", "law", "laws",
        "layers", "level", "limit", "m", "maxEmbeddingBytes", "maxLength", "maxParameters", "maxTrainingFlops",
        "measures", "metric", "metrics", "name", "onError", "padding", "r", "replaceName", "short", "softmax",
        "timeFormat", "tokens", "tolerance", "view",
    ]

    /// `--max-length` for `maxLength`.
    public static func option(for parameter: String) -> String {
        parameter.reduce(into: "--") { text, character in
            if character.isUppercase { text.append("-") }
            text.append(character.lowercased())
        }
    }

    /// The parameters that a message about other parameters names alone. A message about a table means its columns by them.
    private static let partners: Set<String> = ["dPrime", "dataset", "dim", "maxEmbeddingBytes", "maxTrainingFlops"]

    /// What the command line has in place of a route that a message recommends.
    private static let commands = [
        "GET /laws": "performance-law laws", "GET /datasets": "performance-law datasets",
        "POST /fit": "performance-law fit FILE", "POST /apen": "performance-law apen FILE --server URL",
    ]

    /// Replaces each `` `short=zero` `` in a message by `` `--short zero` ``, and each `` `flag=true` `` by `` `--flag` ``.
    public static func rewrite(_ message: String) -> String {
        let named = message.replacing(/`(?<parameter>[a-z][A-Za-z]*)=(?<value>[^`]*)`/) { match in
            guard parameters.contains(String(match.parameter)) else { return String(match.output.0) }
            // The one list of a command that has no option.
            if match.parameter == "laws" { return "`\(match.value.replacing(",", with: " "))`" }
            let option = option(for: String(match.parameter))
            return match.value == "true" || match.value.isEmpty
                ? "`\(option)`" : "`\(option) \(word(String(match.value)))`"
        }
        // What stands between backquotes may be a name of the user's.
        let parts = named.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            index.isMultiple(of: 2) ? String(part.replacing("in the query", with: "on the command line")) : String(part)
        }
        return rewriteRoutes(parts.joined(separator: "`"))
    }

    /// Replaces `` `dPrime` `` by `` `--d-prime` `` in a message about parameters.
    public static func rewritePartners(_ message: String) -> String {
        // What a table has is listed behind this, under the user's names.
        let list = message.ranges(of: ". The columns are ").first?.lowerBound ?? message.endIndex
        return String(message[..<list]).replacing(/`(?<parameter>[a-z][A-Za-z]*)`/) { match in
            let name = String(match.parameter)
            return partners.contains(name) ? "`\(option(for: name))`" : String(match.output.0)
        } + message[list...]
    }

    /// Replaces the routes in a message's remedy, which follows the last semicolon, by commands. A name of the user's is before it.
    public static func rewriteRoutes(_ message: String) -> String {
        let begin = message.ranges(of: "; ").last?.upperBound ?? message.endIndex
        var remedy = String(message[begin...])
        for (route, command) in commands { remedy = remedy.replacing("`\(route)`", with: "`\(command)`") }
        return message[..<begin] + remedy
    }

    /// A value as one word of a shell, so that a suggested command can be copied.
    public static func word(_ value: String) -> String {
        let isPlain = value.allSatisfy { character in
            character.isASCII && (character.isLetter || character.isNumber || "_-./:,@%+=".contains(character))
        }
        return isPlain && !value.isEmpty ? value : "'" + value.replacing("'", with: #"'\''"#) + "'"
    }
}
