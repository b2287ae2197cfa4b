/// Whether a larger value of a metric is better.
public enum MetricGoal: String, Sendable, Hashable, Codable {
    case maximise, minimise

    /// The words of `goals`; the American spelling is read too.
    public init?(word: String) {
        switch word {
        case "maximise", "maximize", "max": self = .maximise
        case "minimise", "minimize", "min": self = .minimise
        default: return nil
        }
    }
}

/// What is known about a metric by its name.
public struct MetricTraits: Sendable, Hashable {
    public var goal: MetricGoal
    /// Whether its values lie in [0, 1].
    public var isShare: Bool

    public init(goal: MetricGoal, isShare: Bool) {
        self.goal = goal
        self.isShare = isShare
    }

    /// The traits that a name states, by the table of the HTTP contract; nil for a name that is no known metric.
    ///
    /// Case, prefixes and cut-offs do not matter: `test/recall@10`, `ndcg_at_10`, `metrics.test_hr_10`.
    public init?(name: String) {
        guard MetricCompanion(name) == nil else { return nil }
        if let known = Self.known(NameForm(name).words) {
            self = known
        } else if name.contains("@") {
            self.init(goal: .maximise, isShare: true)
        } else {
            return nil
        }
    }

    private static let shares: Set<String> = [
        "hr", "hit", "hits", "hitrate", "hitratio", "recall", "ndcg", "mrr", "map", "auc", "gauc", "accuracy", "acc",
        "precision", "f1",
    ]
    private static let losses: Set<String> = [
        "loss", "logloss", "nll", "ne", "perplexity", "ppl", "rmse", "mae", "error",
    ]
    /// Words that may stand beside a metric's name without changing what it is.
    private static let companions: Set<String> = [
        "test", "val", "valid", "validation", "eval", "evaluation", "dev", "train", "training", "best", "final", "last",
        "mean", "avg", "average", "metrics", "metric", "params", "summary", "result", "results", "value", "values",
        "at", "k",
        "top", "score", "rate", "ratio", "log", "cross", "entropy", "user", "attrs", "epoch", "step", "item",
    ]

    /// Whether a name says that the numbers are percent or another multiple: `HR@10 (%)`, `NDCG@10 x100`.
    static func statesMultiple(_ name: String) -> Bool {
        let lower = name.lowercased()
        // `HR@10%` is one of the first tenth.
        if lower.contains("‰") || lower.contains(/(^|[^0-9])%/) { return true }
        let words = NameForm(name).words
        if words.contains(where: ["pct", "percent", "percentage", "perc"].contains) { return true }
        // `×100` and `*100`: a mark in front of a power of ten.
        return lower.contains(/(^|[^a-z0-9])[x×✕*]\s*10+($|[^0-9])/)
    }

    /// Whether a word, in lower case, is the name of a known metric: `hr10` has its cut-off at its end.
    static func isMetric(_ word: String) -> Bool {
        let base = base(word)
        return shares.contains(base) || losses.contains(base)
    }

    private static func base(_ word: String) -> String {
        var base = word
        while base.count > 1, let last = base.unicodeScalars.last, ("0"..."9").contains(last), base != "f1" {
            base.removeLast()
        }
        return base
    }

    private static func known(_ words: [String]) -> MetricTraits? {
        var found: MetricTraits?
        for word in words {
            let base = base(word)
            // The last word says what the number is: `recall_loss` is a loss.
            if shares.contains(base) {
                found = MetricTraits(goal: .maximise, isShare: true)
            } else if losses.contains(base) {
                found = MetricTraits(goal: .minimise, isShare: false)
            } else if base.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) }) || companions.contains(base) {
                continue
            } else {
                // `loss_weight` and `error_message` are no metrics, whatever else their words are.
                return nil
            }
        }
        return found
    }

    /// The metric whose standard error a role of `columns` is, by the ending `_se`.
    static func standardErrorBase(_ name: String) -> String? {
        name.hasSuffix("_se") && name.count > 3 ? String(name.dropLast(3)) : nil
    }
}
