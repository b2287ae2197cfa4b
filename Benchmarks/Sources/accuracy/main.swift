import Foundation

// `accuracy [--short] [--markdown] [section …]` measures everything for which the law has a bar, in one table. `--short` repeats
// simulations less often, leaves the peers out, and fails if a bar is missed by more than two standard errors. `--markdown`
// prints nothing but the table.

let arguments = Set(CommandLine.arguments.dropFirst())
let isMarkdown = arguments.contains("--markdown")
let isShort = arguments.contains("--short")
let chosen = arguments.subtracting(["--markdown", "--short"])
let repetitions = isShort ? 6 : 100
let grids = try PublishedGrid.all()
let firstSeed: UInt64 = 20_260
/// Unbuffered, so that a reader of a long run sees each section.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
func seed(_ section: UInt64) -> Seed { Seed(value: firstSeed + section) }

let sections: [(name: String, title: String, rows: () throws -> [BarRow])] = [
    ("fit", "In-sample fit on the ten published grids", { try FitBars(grids: grids).rows() }),
    ("grids", "Published grids: predicting what was left out", { try GridBars(grids: grids).rows() }),
    ("recommender", "SRT, a real recommender", { try RecommenderBars().rows() }),
    ("models", "Gemstones, language models", { try LanguageModelBars().rows() }),
    ("data", "The data axis", { try DataAxisBars().rows() }),
    (
        "datasets", "A dataset that was not fitted",
        { try NewDatasetBars(seed: seed(1), repetitions: repetitions).rows() }
    ),
    ("scenarios", "Eleven scenarios", { try ScenarioBars(seed: seed(2), repetitions: repetitions).rows() }),
    ("decisions", "Decisions", { try DecisionBars(seed: seed(3), repetitions: repetitions).rows() }),
    (
        "comparison", "Which law is the best",
        // A few repetitions fill no bin.
        { isShort ? [] : try ComparisonBars(seed: seed(4), repetitions: 400).rows() }
    ),
    ("diagonals", "Diagonal designs", { try DiagonalBars(seed: seed(5), repetitions: repetitions).rows() }),
    (
        "choices", "Published grids: decisions",
        { try PublishedDecisionBars(grids: grids, seed: seed(6), repetitions: isShort ? 3 : 100).rows() }
    ),
    ("pooling", "Several lengths of a dataset together", { try PoolingBars(grids: grids).rows() }),
    (
        "sibling", "A second metric of the same runs",
        {
            try SiblingBars(
                grids: grids,
                seed: seed(7),
                repetitions: isShort ? 3 : 20,
                heldOutRepetitions: isShort ? 1 : 3
            ).rows()
        }
    ),
    (
        "calibration", "Parameters and tests",
        { try CalibrationBars(seed: seed(8), share: isShort ? 0.1 : 1).rows() }
    ),
    ("equivariance", "Equivariance and repeats", { try EquivarianceBars(grids: grids).rows() }),
    ("peers", "Peers on the same splits", { isShort ? [] : try PeerBars(grids: grids).rows() }),
    ("cost", "Cost on one core, for information", { try CostLines(grids: grids, isShort: isShort).rows() }),
]

let unknown = chosen.subtracting(sections.map(\.name))
guard unknown.isEmpty else {
    let names = sections.map(\.name).joined(separator: ", ")
    FileHandle.standardError.write(
        Data("no section \(unknown.sorted().joined(separator: ", ")); there are \(names)\n".utf8)
    )
    exit(64)
}

let timer = ContinuousClock()
let begin = timer.now
if !isMarkdown, !isShort, chosen.isEmpty {
    say(try FitBars(grids: grids).table().joined(separator: "\n"))
}
if !isMarkdown {
    say(
        "\nRatios are geometric means over the cases, against the globally fitted `performance-law` on the same split.\n"
    )
}
var verdicts: [BarRow.Verdict: Int] = [:]
var unexpected = 0
say(BarRow.heading)
for section in sections where chosen.isEmpty || chosen.contains(section.name) {
    let start = timer.now
    let rows = try section.rows()
    guard !rows.isEmpty else { continue }
    say("| **\(section.title)** | | | | |")
    for row in rows {
        say(row.line)
        verdicts[row.verdict, default: 0] += 1
        if row.isUnexpectedMiss { unexpected += 1 }
    }
    if !isMarkdown {
        let elapsed = (timer.now - start).formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))
        FileHandle.standardError.write(Data("\(section.name): \(elapsed)\n".utf8))
    }
}
let missed = verdicts[.notMet] ?? 0
let undecided = verdicts[.undecided] ?? 0
if !isMarkdown {
    say(
        "\n\(verdicts[.met] ?? 0) bars met, \(missed) not met, \(undecided) not met within 2 standard errors; "
            + "seeds \(firstSeed + 1) to \(firstSeed + 8), \(repetitions) repetitions, \(timer.now - begin)"
    )
}
exit(isShort && unexpected > 0 ? 1 : 0)
