/// A column's name in the forms under which it is looked up.
struct NameForm: Sendable, Hashable {
    /// In lower case, without separators: `User-ID`, `userId` and `user_id` are all `userid`.
    let whole: String
    /// The whole form without what tools write before a name, such as `params.`, `config/` and `interactions.`.
    let inner: String
    /// The inner name's words in lower case: `test/recall@10` is `["test", "recall", "10"]`.
    let words: [String]

    init(_ name: String) {
        // RecBole writes a type behind a colon.
        let untyped = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        whole = Self.plain(untyped)
        words = Self.words(of: untyped)
        var inner = untyped[...]
        if let separator = inner.lastIndex(where: { $0 == "." || $0 == "/" }),
            inner.index(after: separator) < inner.endIndex
        {
            inner = inner[inner.index(after: separator)...]
        }
        var rest = inner.lowercased()[...]
        while let prefix = Self.prefixes.first(where: { rest.hasPrefix($0) && rest.count > $0.count }) {
            rest = rest.dropFirst(prefix.count)
        }
        self.inner = Self.plain(rest)
    }

    /// What Optuna, Ray Tune, Weights & Biases, MLflow and Hydra write before a name, where a `_` or `-` ends the prefix.
    private static let prefixes = [
        "params_", "param_", "user_attrs_", "system_attrs_", "config_", "hparams_", "hparam_", "hyperparameters_",
        "args_",
        "cfg_", "metrics_", "metric_", "values_", "summary_", "model_", "tags_",
    ]

    private static func plain(_ name: some StringProtocol) -> String {
        let name = name.lowercased()
        let plain = String(String.UnicodeScalarView(name.unicodeScalars.filter { !Self.separators.contains($0) }))
        // Behind a letter alone, an apostrophe is a prime, as in `D'`. Around a name, apostrophes are quotation marks.
        let letter = plain.filter { !Self.apostrophes.contains($0) }
        guard letter.count == 1, letter.first?.isLetter == true, name.count(where: Self.apostrophes.contains) == 1,
            name.last(where: { !$0.isWhitespace }).map(Self.apostrophes.contains) == true
        else { return plain }
        return letter + "′"
    }

    private static let apostrophes: Set<Character> = ["'", "’", "´", "`", "ʹ"]

    private static let separators: Set<Unicode.Scalar> = ["_", "-", " ", ".", "/", "\u{FEFF}", "\"", "'"]

    private static func words(of name: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        for scalar in name.unicodeScalars {
            let isWord = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            // `testHR` has two words and `HR` has one: a capital after a small letter begins a word.
            let begins = scalar.properties.isUppercase && word.unicodeScalars.last?.properties.isLowercase == true
            if !isWord || begins {
                if !word.isEmpty { words.append(word.lowercased()) }
                word = ""
            }
            if isWord { word.unicodeScalars.append(scalar) }
        }
        if !word.isEmpty { words.append(word.lowercased()) }
        return words
    }
}
