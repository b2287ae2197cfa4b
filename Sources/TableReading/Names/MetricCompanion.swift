/// What a column's name says if the column holds something about a metric instead of the metric itself.
enum MetricCompanion {
    /// The standard error of a metric, under this name.
    case standardError(of: String)
    /// A spread, an extreme, a rank and the like, from which no weight follows.
    case other

    /// Nil if the name says no such thing.
    init?(_ name: String) {
        if let base = Self.standardErrorBase(name) {
            self = .standardError(of: base)
        } else if Self.isSpread(name) {
            self = .other
        } else {
            return nil
        }
    }

    // MARK: Standard errors

    /// The words for a standard error, the longer ones first.
    private static let standardErrors = [
        "standard error", "standard_error", "std error", "std_error", "std.error", "std err", "std_err", "std.err",
        "stderror", "stderr", "sem", "se",
    ]

    /// `HR@10` for `HR@10_se`, `HR@10 (SE)`, `se_HR@10` and `stderr(HR@10)`.
    private static func standardErrorBase(_ name: String) -> String? {
        let lower = name.lowercased()
        guard lower.count == name.count else { return nil }
        for word in standardErrors {
            for (open, close) in [("_", ""), ("-", ""), (".", ""), (" ", ""), ("/", ""), ("(", ")"), ("[", "]")] {
                if lower.hasSuffix(open + word + close) {
                    return base(name.dropLast(word.count + open.count + close.count))
                }
                guard open != "/", open != "[", lower.hasPrefix(word + open), lower.hasSuffix(close) else { continue }
                // A word in front may be part of another name.
                let rest = base(name.dropFirst(word.count + open.count).dropLast(close.count))
                if let rest, Self.beginsWithMetric(rest) { return rest }
            }
        }
        return nil
    }

    private static func base(_ text: Substring) -> String? {
        var text = text
        while text.last == " " { text.removeLast() }
        while text.first == " " { text.removeFirst() }
        return text.isEmpty ? nil : String(text)
    }

    private static func beginsWithMetric(_ name: String) -> Bool {
        NameForm(name).words.first.map(MetricTraits.isMetric) ?? false
    }

    // MARK: Spreads

    /// Words that make a spread of every name that has them.
    private static let spreads: Set<String> = ["std", "stdev", "stddev", "stderr", "variance", "iqr"]
    /// Words that do so at one end of the name.
    private static let ends: Set<String> = ["var", "min", "max", "ci", "std", "stdev", "stddev", "sd", "variance"]
    /// Words that do so at the end of a name with an `@`. No other name with such a word is one of a metric.
    private static let endings: Set<String> = [
        "count", "err", "error", "ste", "lower", "upper", "low", "high", "spread", "percentile", "quantile", "rank",
        "delta", "gain", "improvement", "baseline", "step", "time",
    ]
    /// What a number behind makes a quantile or an interval of: `p5`, `q25`, `ci95`.
    private static let quantiles: Set<String> = ["p", "q", "ci"]
    /// What is measured at a size, in a name such as `GFLOPs@512`.
    private static let costs: Set<String> = [
        "flops", "mflops", "gflops", "tflops", "macs", "params", "parameters", "latency", "throughput", "qps", "time",
        "ms", "sec", "seconds", "memory", "epoch", "step", "epochs", "steps",
    ]

    private static func isSpread(_ name: String) -> Bool {
        let lower = name.lowercased()
        if let mark = ["±", "+/-", "+-"].first(where: { lower.contains($0) }) {
            // `HR@10 (mean ± std)` has both numbers in its cells.
            let parts = lower.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
            return !parts.allSatisfy { $0.contains(where: \.isLetter) }
        }
        let words = NameForm(name).words
        guard let first = words.first, let last = words.last else { return false }
        // `HR@10std` and `HR@10_95ci` have digits in front of the word.
        let ending = String(last.drop { $0.isASCII && $0.isNumber })
        if words.count > 1 || ending != last, ends.contains(ending) || ending == "count" { return true }
        if words.count > 1, ends.contains(first), MetricTraits.isMetric(words[1]) { return true }
        guard let place = name.firstIndex(of: "@") else { return false }
        if words.count > 1, endings.contains(ending) || words.contains(where: spreads.contains) { return true }
        let stem = String(ending.prefix { !($0.isASCII && $0.isNumber) })
        let isQuantile = stem.count < ending.count && quantiles.contains(stem)
        if isQuantile, name[place...].contains(where: { "_ /.-".contains($0) }) { return true }
        // `HR@10_n`, but not `HR@n`.
        if ending == "n", words.dropLast().last?.last?.isNumber == true { return true }
        return NameForm(String(name[..<place])).words.last.map(costs.contains) ?? false
    }
}
