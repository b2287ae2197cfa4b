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
