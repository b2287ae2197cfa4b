import Foundation
import SequenceEntropy

/// Explains the measurements of a dataset in one sentence, and says what to look at next.
enum DatasetInterpretation {
    /// Sequences of at most this length have too few windows for ApEn to say much about their order.
    private static let shortLength = 10.0

    static func text(_ record: DatasetRecord) -> (meaning: String, next: String) {
        let summary = record.summary
        guard let apEn = summary.apEn else {
            return (
                "Nothing to measure: no user has the m + 1 = \(record.m + 1) items that ApEn needs.",
                "gather longer sequences, or measure shorter patterns with `m=1`."
            )
        }
        let users = Double(summary.users)
        let next = advice(PooledFigure(record), record)
        // At r > 0 items match that are not the same, so repeats say little.
        if record.r == 0, summary.withoutRepeat == summary.users {
            return (
                """
                Lengths only: no user has an item twice, so each user's ApEn follows from the length of the sequence and \
                would not change if the items were shuffled.
                """,
                next
            )
        }
        if summary.zero > 0, summary.zero == summary.users - summary.undefined {
            return (
                "No surprise at all: ApEn is 0 for every user that has one, because these users repeat a single pattern.",
                "whether the log was exported correctly; a model can learn nothing from it."
            )
        }
        if Double(summary.undefined) > users / 2 {
            return (
                """
                Dominated by short sequences: \(Readable.integer(summary.undefined)) of \(Readable.integer(summary.users)) \
                users \(Readable.has(summary.undefined)) fewer than m + 1 = \(record.m + 1) items, so ApEn describes only the others.
                """,
                shortAdvice(record, "users with longer histories, or `m=1`.")
            )
        }
        if record.r == 0, Double(summary.negative) > users / 2 {
            return (
                """
                Ends of sequences: for \(Readable.integer(summary.negative)) of \(Readable.integer(summary.users)) users \
                Φ^m − Φ^(m+1) is negative, which only the end of a sequence can cause. So ApEn, its absolute value, says little \
                about their order.
                """,
                next
            )
        }
        if let length = summary.length, length.median <= shortLength {
            return (
                """
                Dominated by short sequences: half of the users have at most \(Readable.count(Int(length.median), "item")), too few \
                windows for ApEn to separate order from length.
                """,
                shortAdvice(record, "users with longer histories.")
            )
        }
        let choices = String(format: "%.2f", exp(apEn))
        return (
            """
            Users repeat themselves, and ApEn measures how: after the same \(Readable.count(record.m, "item")) of a user, on average about \
            \(choices) different items follow (e to the ApEn).
            """,
            """
            several lengths with `maxLength=25,50,100,200`, then a grid of experiments on this dataset with \
            `performance-law fit`.
            """
        )
    }

    /// What to look at where the mean over users says nothing about order.
    private static func advice(_ pooled: PooledFigure, _ record: DatasetRecord) -> String {
        switch pooled {
        case .telling(let apEn):
            "the pooled ApEn (\(Readable.number(apEn))), which counts patterns over all users and does depend on order."
        case .withoutRepeats:
            """
            which column has the items: no item occurs twice in the whole dataset, as if each were the id of an event. So the \
            pooled ApEn depends on the lengths alone, too.
            """
        case .ofOneUser: "more users: with one user, the pooled ApEn is that of the user."
        case .negative(let apEn):
            """
            more users or longer sequences: the difference of the pooled ApEn (\(Readable.number(apEn))) is negative, too, so it \
            depends on length more than on order.
            """
        case .undefined:
            "longer sequences: no user has the m + 1 = \(record.m + 1) items that the pooled ApEn needs, too."
        case .notMeasured: "the pooled ApEn: request it with `measures=pooled`."
        }
    }

    /// The advice for short sequences: the pooled figure if it says more, and else `otherwise`.
    private static func shortAdvice(_ record: DatasetRecord, _ otherwise: String) -> String {
        let pooled = PooledFigure(record)
        return pooled.isTelling ? advice(pooled, record) : otherwise
    }
}
