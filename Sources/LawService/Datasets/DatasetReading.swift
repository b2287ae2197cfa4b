import InteractionLog
import SequenceEntropy
import TableReading

/// How the files of a dataset were read, and what that says about its order.
struct DatasetReading {
    let files: [ReadAnswer]
    let warnings: [Warning]

    /// - Parameters:
    ///   - skipped: the number of faulty rows that were left out.
    ///   - reasons: the number of rows with each fault.
    init(files: [FileReading], report: LogReport, skipped: Int, reasons: [String]) {
        self.files = files.compactMap { file in
            file.planning.plan.map {
                ReadAnswer($0.read, lateKeys: file.lateKeys, ties: file.ties, skipped: file.skipped)
            }
        }
        var warnings: [Warning] = []
        if skipped > 0 {
            let reasons = reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; ")
            warnings.append(
                Warning(
                    code: "skippedRecords",
                    message:
                        "\(Readable.integer(skipped)) faulty row\(skipped == 1 ? " was" : "s were") left out\(reasons)."
                )
            )
        }
        for warning in files.flatMap(\.planning.warnings) {
            let warning = Warning(code: warning.code, message: warning.message)
            if !warnings.contains(warning) { warnings.append(warning) }
        }
        if report.hasTiedTimes {
            warnings.append(
                Warning(
                    code: "tiedTimes",
                    message: """
                        \(Readable.integer(report.ties)) of \(Readable.integer(report.pairs)) neighbouring interactions of a user \
                        \(Readable.has(report.ties)) the same time. They stay in the order of the file, so ApEn depends on that order. If rows \
                        are doubled, remove one of each two.
                        """
                )
            )
        }
        if report.repeatsHistories, !warnings.contains(where: { $0.code == TableWarning.repeatedHistories }) {
            warnings.append(
                Warning(
                    code: TableWarning.repeatedHistories,
                    message: """
                        Most lists begin with the list of the same user before, and every repeated item is counted. \
                        `columns=items:-` reads the item of each row without the lists; without such items, keep one row of \
                        each user, the one with the longest list.
                        """
                )
            )
        }
        if let label = report.padding {
            let shown = ShownText.escaped(label)
            warnings.append(
                Warning(
                    code: "looksPadded",
                    message: """
                        At least half of the sequences begin or end with a repeated `\(shown)`. If it only fills up short sequences, \
                        leave it out with `padding=\(shown)`.
                        """
                )
            )
        }
        self.warnings = warnings
    }
}
