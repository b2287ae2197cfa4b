import ElementaryFunctions
import Foundation

@testable import LawFitting

func choices() {
    var full: [Double] = []
    var halves: [Double] = []
    for (name, rows) in publishedGrids() {
        let ys = rows.map(\.y)
        let (best, range) = (ys.max()!, ys.max()! - ys.min()!)
        func regret(_ train: [Row]) -> Double? {
            guard let blend = blendFor(train) else { return nil }
            let choice = rows.max { blend.value(point($0.layers, $0.dim)) < blend.value(point($1.layers, $1.dim)) }!
            return 100 * (best - choice.y) / range
        }
        if let r = regret(rows) { full.append(r) }
        for rep in 0..<10 {
            var g = SplitMix64(seed: UInt64(rep) &* 77 &+ UInt64(name.count))
            var shuffled = rows
            for i in shuffled.indices.dropLast() {
                shuffled.swapAt(i, i + Int(uniform(&g) * Double(shuffled.count - i)))
            }
            if let r = regret(Array(shuffled.prefix(rows.count / 2))) { halves.append(r) }
        }
    }
    print(
        "published regret full",
        f(full.reduce(0, +) / Double(full.count), 2),
        "halves",
        f(halves.reduce(0, +) / Double(halves.count), 2)
    )
    let million = srtCases().first { $0.dataset == "amazon-1M" && $0.negatives == "300" && $0.metric == "NDCG@5" }!
    let train = million.rows.filter { $0.dim <= 128 }.map { r -> Row in
        var r = r
        r.dPrime = 0
        return r
    }
    let blend = blendFor(train)!
    let i = blend.interval(point(8, 256), level: 0.95)
    print(
        "SRT 1M 8 x 256:",
        f(i.value, 4),
        f(i.low, 4),
        f(i.high, 4),
        "true .0843; best trained",
        f(train.map(\.y).max()!, 4),
        "octaves",
        f(blend.geometry.octaves(logLayers: log(8), logDim: log(256)), 2)
    )
    // Pairs of layers × dim, every level, hull distance ≤ 1 octave.
    var best = (0.0, 0.0, -1.0)
    for l in 1...32 {
        for d in stride(from: 32, through: 512, by: 32)
        where blend.geometry.octaves(logLayers: log(Double(l)), logDim: log(Double(d))) <= 1 {
            let v = blend.value(point(Double(l), Double(d)))
            if v > best.2 { best = (Double(l), Double(d), v) }
        }
    }
    print("  choice", best)
}

/// A family on a diagonal: the choice within half an octave of the hull, its lower bound not under the best measured one's.
func diagonals(_ R: Int) {
    for (index, surface) in surfaces.enumerated() {
        for near in [false, true] {
            var worse = 0
            var n = 0
            var loss = 0.0
            var cover = 0
            var tests = 0
            for rep in 0..<R {
                var g = SplitMix64(seed: UInt64(71_003 * (index + 1) + rep + (near ? 500 : 0)))
                let rows = (0..<10).map { (i: Int) -> Row in
                    let share = Double(i) / 9
                    let l = (4 * pow(8, share)).rounded()
                    let d = (25 * pow(4, share) * (near ? 1 + 0.24 * (uniform(&g) - 0.5) : 1)).rounded()
                    return Row(layers: l, dim: d, y: surface.f(l, d) + sigma * gaussian(&g))
                }
                guard let blend = blendFor(rows) else { continue }
                let confounded = blend.geometry.isConfounded
                let limit = confounded ? 0.5 : 1.0
                var choice = (0.0, 0.0, -Double.infinity)
                for l in 2...64 {
                    for d in stride(from: 12, through: 200, by: 4)
                    where blend.geometry.octaves(logLayers: log(Double(l)), logDim: log(Double(d))) <= limit {
                        let v = blend.value(point(Double(l), Double(d)))
                        if v > choice.2 { choice = (Double(l), Double(d), v) }
                    }
                }
                let low = { (l: Double, d: Double) in blend.interval(point(l, d), level: 0.8).low }
                let measured = rows.max {
                    blend.value(point($0.layers, $0.dim)) < blend.value(point($1.layers, $1.dim))
                }!
                if confounded, low(choice.0, choice.1) < low(measured.layers, measured.dim) {
                    choice = (measured.layers, measured.dim, 0)
                }
                let truths = rows.map { surface.f($0.layers, $0.dim) }
                let range = truths.max()! - truths.min()!
                let l = 100 * (truths.max()! - surface.f(choice.0, choice.1)) / range
                loss += l
                if l > 10 { worse += 1 }
                n += 1
                for (tl, td) in [(4.0, 100.0), (32, 25), (8, 80), (20, 40)] {
                    let i = blend.interval(point(tl, td), level: 0.95)
                    let y = surface.f(tl, td) + sigma * gaussian(&g)
                    if y >= i.low, y <= i.high { cover += 1 }
                    tests += 1
                }
            }
            print(
                "diagonal",
                surface.name,
                near ? "near" : "exact",
                "loss",
                f(loss / Double(n), 1),
                "worse by > 10 %",
                f(Double(worse) / Double(n), 2),
                "off-diagonal 95",
                f(Double(cover) / Double(tests), 2),
                "R",
                n
            )
        }
    }
}
