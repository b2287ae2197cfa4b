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

    /// Replaces each `` `short=zero` `` in a message by `` `--short zero` ``, and each `` `flag=true` `` by `` `--flag` ``.
    public static func rewrite(_ message: String) -> String {
        message.replacing(/`(?<parameter>[a-z][A-Za-z]*)=(?<value>[^`]*)`/) { match in
            guard parameters.contains(String(match.parameter)) else { return String(match.output.0) }
            let option = option(for: String(match.parameter))
            return match.value == "true" || match.value.isEmpty
                ? "`\(option)`" : "`\(option) \(word(String(match.value)))`"
        }
    }

    /// A value as one word of a shell, so that a suggested command can be copied.
    public static func word(_ value: String) -> String {
        let isPlain = value.allSatisfy { character in
            character.isASCII && (character.isLetter || character.isNumber || "_-./:,@%+=".contains(character))
        }
        return isPlain && !value.isEmpty ? value : "'" + value.replacing("'", with: #"'\''"#) + "'"
    }
}
