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
        guard !Self.isSpread(name) else { return nil }
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

    private static func known(_ words: [String]) -> MetricTraits? {
        var found: MetricTraits?
        for word in words {
            // `hr10` has its cut-off at its end.
            var base = word
            while base.count > 1, let last = base.unicodeScalars.last, ("0"..."9").contains(last), base != "f1" {
                base.removeLast()
            }
            if shares.contains(base) {
                found = found ?? MetricTraits(goal: .maximise, isShare: true)
            } else if losses.contains(base) {
                found = found ?? MetricTraits(goal: .minimise, isShare: false)
            } else if base.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) }) || companions.contains(base) {
                continue
            } else {
                // `loss_weight` and `error_message` are no metrics, whatever else their words are.
                return nil
            }
        }
        return found
    }

    /// Whether a column holds the spread of another one, or its extremes, instead of a metric.
    static func isSpread(_ name: String) -> Bool {
        let name = name.lowercased()
        return spreads.contains { ending in
            ["_", "-", ".", " ", "/"].contains { name.hasSuffix($0 + ending) }
        } || name.hasSuffix("(std)") || name.hasPrefix("std_") || name.hasPrefix("std ")
    }

    private static let spreads = ["std", "stdev", "stddev", "sd", "var", "variance", "min", "max", "ci", "count"]

    /// The metric whose standard error a column holds, by the ending `_se`.
    static func standardErrorBase(_ name: String) -> String? {
        name.hasSuffix("_se") && name.count > 3 ? String(name.dropLast(3)) : nil
    }
}
