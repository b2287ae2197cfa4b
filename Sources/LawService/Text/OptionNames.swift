/// Translates the parameter names of the HTTP contract into options of the command line.
public enum OptionNames {
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
            let option = option(for: String(match.parameter))
            return match.value == "true" || match.value.isEmpty ? "`\(option)`" : "`\(option) \(match.value)`"
        }
    }
}
