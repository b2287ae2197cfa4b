import Foundation
import LawFitting

let clock = ContinuousClock()
let begin = clock.now
let grids = try PublishedGrid.all()
let (table, fitBars) = try FitBars(grids: grids).bars()
print(table.joined(separator: "\n"))
print("\nRatios are geometric means over the grids against the globally fitted `performance-law`.\n")
print("| bar | to reach | measured | |\n|---|---|---|---|")
for bar in try SpeedLines(grids: grids).bars() { print(bar.line) }
for bar in fitBars { print(bar.line) }
for bar in try PredictionBars(grids: grids).bars() { print(bar.line) }
for bar in try ChoiceBars(grids: grids, seed: 20_260).bars() { print(bar.line) }
for bar in try PoolingBars(grids: grids).bars() { print(bar.line) }
print("\nseed 20260, \(clock.now - begin)")
