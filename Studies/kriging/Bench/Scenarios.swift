import ElementaryFunctions
import Foundation

@testable import LawFitting

struct Surface {
    var name: String
    var f: (Double, Double) -> Double
}
let surfaces: [Surface] = [
    Surface(name: "peak") { l, d in
        func gain(_ x: Double, _ w: Double) -> Double { -1 / (2 * pow(x, w)) - w * log(x) }
        return 0.157 * gain(l, -0.26) + 2.2 * gain(d, -0.1665) + 1.04
    },
    Surface(name: "power") { l, d in 0.5 - 0.2 * pow(l, -0.8) - 0.9 * pow(d, -0.5) },
    Surface(name: "plateau") { l, d in 0.35 - 0.08 * exp(-l / 6) - 0.06 * exp(-d / 25) },
    Surface(name: "ridge") { l, d in
        let (u, v) = (log(l / 11.3) / 1.04, log(d / 50) / 0.69)
        return 0.3 + 0.01 * u - 0.02 * u * u + 0.015 * v - 0.02 * v * v + 0.012 * u * v
    },
]
let gridLayers = [4.0, 8, 12, 16, 24, 32]
let gridDim = [25.0, 50, 75, 100]
let sigma = 0.003

func point(_ l: Double, _ d: Double) -> PredictiveBlend.Point {
    .init(logLayers: Elementary.log(l), logDim: Elementary.log(d))
}

func scenarios(_ R: Int) {
    struct Tally {
        var c80 = 0, c95 = 0, n = 0
        var e: [Double] = []
        var w: [Double] = []
    }
    let cases: [(String, Int, String, Int)] = [
        ("a_peak", 0, "normal", 24), ("b_power", 1, "normal", 24), ("c_plateau", 2, "normal", 24),
        ("d_ridge", 3, "normal", 24),
        ("e_hetero", 0, "hetero", 24), ("f_heavy", 0, "heavy", 24), ("g_few", 0, "normal", 10),
        ("g2_few_power", 1, "normal", 10), ("h_random", 0, "random", 16), ("h2_random_power", 1, "random", 16),
        ("i_seeds", 0, "seeds", 24),
    ]
    var totals = [Tally(), Tally(), Tally()]
    for (index, c) in cases.enumerated() {
        var tallies = [Tally(), Tally(), Tally()]
        for rep in 0..<R {
            var g = SplitMix64(seed: UInt64(90_001 * (index + 1) + rep))
            let surface = surfaces[c.1].f
            var places = gridLayers.flatMap { (l: Double) -> [(Double, Double)] in gridDim.map { (l, $0) } }
            if c.3 < 24, c.2 != "random" {
                for i in places.indices.dropLast() { places.swapAt(i, i + Int(uniform(&g) * Double(places.count - i))) }
                places = Array(places.prefix(c.3))
            }
            if c.2 == "random" {
                places = (0..<c.3).map { _ in
                    ((4 * pow(8, uniform(&g))).rounded(), (25 * pow(4, uniform(&g))).rounded())
                }
            }
            func noise(_ l: Double) -> Double {
                switch c.2 {
                case "hetero": return sigma * (l > 14 ? 2 : 0.5) * gaussian(&g)
                case "heavy":
                    let z = gaussian(&g)
                    let chi = (0..<3).reduce(0.0) { s, _ in
                        let x = gaussian(&g)
                        return s + x * x
                    }
                    return sigma * z / (chi / 3).squareRoot() / 1.7320508
                default: return sigma * gaussian(&g)
                }
            }
            var rows: [Row] = []
            for (l, d) in places {
                for _ in 0..<(c.2 == "seeds" ? 3 : 1) {
                    rows.append(Row(layers: l, dim: d, y: surface(l, d) + noise(l)))
                }
            }
            guard let blend = blendFor(rows) else { continue }
            let tests: [[(Double, Double)]] = [
                (0..<12).map { _ in (4 * pow(8, uniform(&g)), 25 * pow(4, uniform(&g))) },
                [(40, 50), (40, 100), (16, 125), (40, 125), (8, 125)],
                [(48, 50), (48, 100), (16, 150), (48, 150), (8, 150)],
            ]
            for (k, list) in tests.enumerated() {
                var se = 0.0
                for (l, d) in list {
                    let truth = surface(l, d)
                    let y = truth + noise(l)
                    let i95 = blend.interval(point(l, d), level: 0.95)
                    let i80 = blend.interval(point(l, d), level: 0.8)
                    tallies[k].n += 1
                    if y >= i95.low, y <= i95.high { tallies[k].c95 += 1 }
                    if y >= i80.low, y <= i80.high { tallies[k].c80 += 1 }
                    tallies[k].w.append((i95.high - i95.low) / (2 * 1.96 * sigma))
                    se += (i95.value - truth) * (i95.value - truth)
                }
                tallies[k].e.append((se / Double(list.count)).squareRoot() / sigma)
            }
        }
        var line = c.0.padding(toLength: 16, withPad: " ", startingAt: 0)
        for k in 0..<3 {
            let t = tallies[k]
            line +=
                " | \(f(Double(t.c80) / Double(t.n)))/\(f(Double(t.c95) / Double(t.n))) w\(f(t.w.sorted()[t.n / 2], 2)) e\(f(t.e.sorted()[t.e.count / 2], 2))"
            totals[k].c80 += t.c80
            totals[k].c95 += t.c95
            totals[k].n += t.n
            totals[k].e.append(t.e.sorted()[t.e.count / 2])
        }
        print(line)
    }
    print(
        "mean",
        totals.map {
            "\(f(Double($0.c80) / Double($0.n)))/\(f(Double($0.c95) / Double($0.n))) e\(f($0.e.reduce(0, +) / 11, 2))"
        }.joined(separator: " | "),
        "R",
        R
    )
}

func blendFor(_ rows: [Row]) -> PredictiveBlend? {
    let design = Design(observations(rows))
    let recipe = ProcessInfo.processInfo.environment["RECIPE"] ?? "PS"
    if recipe == "PS" { return PredictiveBlendFitter(design: design).fit(includingLeftOut: false)?.blend }
    guard let k = KrigingFitter().fit(KrigingData(design)) else { return nil }
    var members: [PredictiveBlend.Member] = []
    if recipe == "PQ", DesignGeometry(k.model.data).supportsParametricMembers {
        for form in [LawForm.performanceLaw, .logQuadraticInteraction] {
            if let (c, df, _) = closed(design, form) {
                members.append(.init(form: form, weight: 0.15, closed: c, degreesOfFreedom: df))
            }
        }
    }
    return PredictiveBlend(kriging: k.model, members: members)
}

func decisions(_ R: Int) {
    let layers = stride(from: 4.0, through: 32, by: 2).map { $0 }
    let dims = stride(from: 25.0, through: 100, by: 5).map { $0 }
    let lattice = layers.flatMap { (l: Double) -> [(Double, Double)] in dims.map { (l, $0) } }
    let points = lattice.map { point($0.0, $0.1) }
    for count in [24, 10] {
        for (index, surface) in surfaces.enumerated() {
            let truth = lattice.map { surface.f($0.0, $0.1) }
            let best = truth.max()!
            let range = best - truth.min()!
            let bestIndex = truth.firstIndex(of: best)!
            var regrets: [Double] = []
            var covers = 0
            var share = 0.0
            var batch: [Double] = []
            var least: [Double] = []
            var n = 0
            for rep in 0..<R {
                var g = SplitMix64(seed: UInt64(50_021 * (index + 1) + 977 * count + rep))
                var places = gridLayers.flatMap { (l: Double) -> [(Double, Double)] in gridDim.map { (l, $0) } }
                if count < 24 {
                    for i in places.indices.dropLast() {
                        places.swapAt(i, i + Int(uniform(&g) * Double(places.count - i)))
                    }
                    places = Array(places.prefix(count))
                }
                let rows = places.map { Row(layers: $0.0, dim: $0.1, y: surface.f($0.0, $0.1) + sigma * gaussian(&g)) }
                guard let blend = blendFor(rows) else { continue }
                let values = points.map { blend.value($0) }
                let choice = values.indices.max { values[$0] < values[$1] }!
                regrets.append(100 * (best - truth[choice]) / range)
                let joint = JointPosterior(blend, at: points)
                let p = joint.probabilitiesOfReaching(choice, tables: blend.tables)
                let members = p.indices.filter { p[$0] >= 0.2 }
                // Reported as the range of dim for each layer.
                var inSet = Set<Int>()
                for (i, _) in layers.enumerated() {
                    let own = members.filter { $0 / dims.count == i }
                    if let a = own.min(), let b = own.max() { inSet.formUnion(a...b) }
                }
                if inSet.contains(bestIndex) { covers += 1 }
                share += Double(inSet.count) / Double(lattice.count)
                if count == 10 {
                    let draws = joint.draws(480)
                    let chosen = GreedyBatch.choose(4, draws: draws, pointCount: points.count)
                    batch.append(100 * (best - chosen.map { truth[$0] }.max()!) / range)
                    var d = 9.0
                    for a in chosen {
                        for b in chosen where a < b {
                            let x = log(lattice[a].0 / lattice[b].0) / log(8)
                            let y = log(lattice[a].1 / lattice[b].1) / log(4)
                            d = min(d, (x * x + y * y).squareRoot())
                        }
                    }
                    least.append(d)
                }
                n += 1
            }
            print(
                surface.name,
                count,
                "regret",
                f(regrets.reduce(0, +) / Double(n), 2),
                "set covers",
                f(Double(covers) / Double(n), 2),
                "share",
                f(share / Double(n)),
                count == 10
                    ? "batch best \(f(batch.reduce(0, +) / Double(n), 2)) distance \(f(least.reduce(0, +) / Double(n), 2))"
                    : "",
                "R",
                n
            )
        }
    }
}
