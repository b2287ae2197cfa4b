import Foundation
import SequenceEntropy

/// What a dataset's figures mean, in one sentence, and what to look at next.
enum DatasetInterpretation {
    /// Sequences up to so many items have too few windows for their ApEn to say much about order.
    private static let shortLength = 10.0

    static func text(_ record: DatasetRecord) -> (meaning: String, next: String) {
        let summary = record.summary
        guard let apEn = summary.apEn else {
            return (
                "Nothing to measure: no user has the m + 1 = \(record.m + 1) items that ApEn needs.",
                "gather longer sequences, or measure shorter patterns with --m 1."
            )
        }
        let users = Double(summary.users)
        let pooled = summary.pooled?.apEn.map(Readable.number)
        let pooledWords = pooled.map {
            "the pooled ApEn (\($0)), which counts patterns over all users and does see order."
        }
        if summary.withoutRepeat == summary.users {
            return (
                """
                Lengths only: no user meets an item twice, so each one's ApEn follows from the length of the sequence and \
                would stay the same if the items were shuffled.
                """,
                pooledWords ?? "the pooled ApEn: ask for it with --measures pooled."
            )
        }
        if summary.zero == summary.users - summary.undefined {
            return (
                "No surprise at all: wherever ApEn is defined it is 0, because those users repeat one and the same pattern.",
                "whether the log was exported as it should be; a model has nothing to learn from it."
            )
        }
        if Double(summary.undefined) > users / 2 {
            return (
                """
                Dominated by short sequences: \(Readable.integer(summary.undefined)) of \(Readable.integer(summary.users)) \
                users have fewer than m + 1 = \(record.m + 1) items, so ApEn speaks only of the others.
                """,
                pooledWords ?? "users with longer histories, or --m 1."
            )
        }
        if Double(summary.negative) > users / 2 {
            return (
                """
                Few repeats: in \(Readable.integer(summary.negative)) of \(Readable.integer(summary.users)) users hardly any \
                pattern comes back, so ApEn measures length more than order.
                """,
                pooledWords ?? "the pooled ApEn: ask for it with --measures pooled."
            )
        }
        if let length = summary.length, length.median <= shortLength {
            return (
                """
                Dominated by short sequences: half of the users have at most \(Readable.number(length.median)) items, too few \
                windows for ApEn to tell order from length.
                """,
                pooledWords ?? "users with longer histories."
            )
        }
        let choices = String(format: "%.2f", exp(apEn))
        return (
            """
            Users repeat themselves, and ApEn measures how: after the same \(record.m) items of a user, on average about \
            \(choices) different items follow (e to the ApEn).
            """,
            """
            several lengths with --max-length 25,50,100,200, then a grid of experiments with `performance-law fit`, to which \
            this D′ belongs.
            """
        )
    }
}
