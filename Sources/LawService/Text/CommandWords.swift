/// The words of the HTTP contract as the command line has them.
public enum CommandWords {
    /// `maxLength` as `--max-length`.
    public static func option(_ parameter: String) -> String {
        parameter.reduce(into: "--") { text, character in
            if character.isUppercase { text.append("-") }
            text.append(character.lowercased())
        }
    }

    /// A message in which each `` `short=zero` `` is `` `--short zero` ``, and each flag stands without its `true`.
    public static func options(in message: String) -> String {
        message.replacing(/`(?<parameter>[a-z][A-Za-z]*)=(?<value>[^`]*)`/) { match in
            let option = option(String(match.parameter))
            return match.value == "true" || match.value.isEmpty ? "`\(option)`" : "`\(option) \(match.value)`"
        }
    }
}
