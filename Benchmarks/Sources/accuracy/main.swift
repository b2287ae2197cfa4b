import Foundation
import LawFitting

// `accuracy [--markdown] [section …]` measures everything for which the fits have a bound. With `--markdown` it prints
// nothing but the table.

let arguments = Set(CommandLine.arguments.dropFirst())
let isMarkdown = arguments.contains("--markdown")
let chosen = arguments.subtracting(["--markdown"])
let grids = try PublishedGrid.all()
let fits = FitBars(grids: grids)

let sections: [(name: String, title: String, bars: () throws -> [Bar])] = [
    ("fit", "In-sample fit on the ten published grids", { try fits.bars() }),
    ("prediction", "Prediction of measurements that were left out", { try PredictionBars(grids: grids).bars() }),
    ("choice", "The configurations chosen", { try ChoiceBars(grids: grids, seed: 20_260).bars() }),
    ("pooling", "Several lengths of a dataset together", { try PoolingBars(grids: grids).bars() }),
    ("sibling", "A second metric of the same runs", { try SiblingBars(grids: grids, seed: 20_261).bars() }),
    ("simulation", "Measurements simulated from known laws", { try SimulationBars(seed: 20_262).bars() }),
    ("speed", "Speed, one core", { try SpeedLines(grids: grids).bars() }),
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
if !isMarkdown, chosen.isEmpty {
    print(try fits.table().joined(separator: "\n"))
    print("\nRatios are geometric means over the grids against the globally fitted `performance-law`.\n")
}
var missed = 0
print(Bar.heading)
for section in sections where chosen.isEmpty || chosen.contains(section.name) {
    print("| **\(section.title)** | | | |")
    for bar in try section.bars() {
        print(bar.line)
        if !bar.isMet, !bar.measured.isNaN { missed += 1 }
    }
}
if !isMarkdown {
    print("\nseeds 20260–20262, \(timer.now - begin), \(missed == 0 ? "every bar met" : "\(missed) not met")")
}
