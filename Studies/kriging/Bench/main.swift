import ElementaryFunctions
import Foundation

@testable import LawFitting

func f(_ x: Double, _ d: Int = 3) -> String { String(format: "%.\(d)f", x) }
func clock<T>(_ label: String, _ body: () -> T) -> T {
    func now() -> Double {
        var t = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t)
        return Double(t.tv_sec) * 1e3 + Double(t.tv_nsec) / 1e6
    }
    let start = now()
    let r = body()
    print(label, f(now() - start, 2), "ms of CPU")
    return r
}

func forwardSplits() -> [Split] {
    var out: [Split] = []
    for (name, rows) in publishedGrids() {
        let (ml, md) = (rows.map(\.layers).max()!, rows.map(\.dim).max()!)
        out.append(
            makeSplit(
                "deepest",
                name,
                train: rows.filter { $0.layers < ml },
                test: rows.filter { $0.layers == ml },
                all: rows
            )
        )
        out.append(
            makeSplit("widest", name, train: rows.filter { $0.dim < md }, test: rows.filter { $0.dim == md }, all: rows)
        )
    }
    for c in srtCases() {
        let label = "\(c.dataset) \(c.negatives) \(c.metric)"
        out.append(
            makeSplit(
                "SRT256",
                label,
                train: c.rows.filter { $0.dim <= 128 },
                test: c.rows.filter { $0.dim == 256 },
                all: c.rows
            )
        )
        out.append(
            makeSplit(
                "SRT16",
                label,
                train: c.rows.filter { $0.layers <= 8 },
                test: c.rows.filter { $0.layers >= 16 },
                all: c.rows
            )
        )
    }
    let all = gemstones()
    for (index, g) in all.enumerated() where index % 2 == 0 {
        for scale in ["exp", "raw"] {
            let rows = g.rows.map { r -> Row in
                var r = r
                if scale == "exp" { r.y = exp(-r.y) }
                return r
            }
            let order = rows.sorted { $0.params > $1.params }
            for k in [3, 6] {
                out.append(
                    makeSplit(
                        "gem-\(scale)-\(k)",
                        "tokens \(g.tokens)",
                        train: Array(order[k...]),
                        test: Array(order[..<k]),
                        all: rows
                    )
                )
            }
        }
    }
    return out
}

func looSplits() -> [Split] {
    publishedGrids().map { name, rows in
        var whole = Split(group: "LOO", name: name, truth: [], outside: [], spread: 0)
        for i in rows.indices {
            var train = rows
            let test = train.remove(at: i)
            let s = makeSplit("LOO", name, train: train, test: [test], all: rows)
            whole.truth += s.truth
            // A point left out counts as inside.
            whole.outside += [0]
            whole.spread = s.spread
            whole.baseline += s.baseline
            for (k, v) in s.members { whole.members[k, default: []] += v }
        }
        return whole
    }
}

let groups = ["deepest", "widest", "SRT256", "SRT16", "gem-exp-3", "gem-exp-6", "gem-raw-3", "gem-raw-6"]
func report(_ splits: [Split], _ recipe: Recipe) {
    var line = recipe.name.padding(toLength: 34, withPad: " ", startingAt: 0)
    for g in groups {
        let own = splits.filter { $0.group == g }
        guard !own.isEmpty else { continue }
        let s = summary(own, recipe)
        line += " | \(f(s.ratio)) \(f(s.c80, 2))/\(f(s.c95, 2)) w\(f(s.width, 1))"
    }
    let gem = summary(splits.filter { $0.group.hasPrefix("gem-exp") }, recipe)
    print(line + " | gem \(f(gem.ratio)) \(f(gem.c95, 2))")
}

let arguments = CommandLine.arguments.dropFirst()
/// NAME:key=value,…
func parseVariants(_ texts: [String]) {
    for text in texts {
        let parts = text.split(separator: ":")
        var p = KrigingPrior()
        var e = HyperparameterIntegration.Effort()
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: ",") {
            let kv = pair.split(separator: "=")
            let v = Double(kv[1])!
            switch kv[0] {
            case "alpha": p.exponentScale = v
            case "alphaD": p.dPrimeExponentScale = v
            case "curv": p.curvature.median = v
            case "curvsd": p.curvature.deviation = v
            case "inter": p.interaction.median = v
            case "intersd": p.interaction.deviation = v
            case "amp": p.amplitude.median = v
            case "ampsd": p.amplitude.deviation = v
            case "len": p.length.median = v
            case "lensd": p.length.deviation = v
            case "noise": p.noise.median = v
            case "tau": p.datasetScale = v
            case "seed": e.firstPoint = Int(v) * 4096
            case "g": e.pointsPerStage = Int(v)
            case "c": e.componentLimit = Int(v)
            case "ess": e.sufficient = v
            case "noisesd": p.noise.deviation = v
            default: fatalError("knob \(kv[0])")
            }
        }
        variants.append((String(parts[0]), p))
        efforts[String(parts[0])] = e
    }
}
switch arguments.first ?? "forward" {
case "forward":
    let splits = clock("fits") { forwardSplits() }
    print("".padding(toLength: 34, withPad: " ", startingAt: 0), groups.joined(separator: " | "))
    for m in ["K", "P", "Q", "S", "L"] {
        report(splits, Recipe(name: m, inside: [m: 1], beyond: [m: 1], widen: m == "K" ? 0.2 : 0))
    }
    report(
        splits,
        Recipe(name: "study", inside: ["K": 0.7, "P": 0.15, "Q": 0.15], beyond: ["K": 0.5, "P": 0.25, "Q": 0.25])
    )
    report(
        splits,
        Recipe(name: "K.7 PQ.15", inside: ["K": 0.7, "P": 0.15, "Q": 0.15], beyond: ["K": 0.7, "P": 0.15, "Q": 0.15])
    )
    report(splits, Recipe(name: "K.5 P.5", inside: ["K": 0.5, "P": 0.5], beyond: ["K": 0.5, "P": 0.5]))
    report(splits, Recipe(name: "K.6 S.4", inside: ["K": 0.6, "S": 0.4], beyond: ["K": 0.6, "S": 0.4]))
case "tune":
    variants = []
    parseVariants(Array(arguments.dropFirst()))
    func levelSplits() -> [Split] {
        var out: [Split] = []
        for (name, rows) in publishedGrids() {
            for (group, key) in [("levelL", \Row.layers), ("levelD", \Row.dim)] {
                var whole = Split(group: group, name: name, truth: [], outside: [], spread: 0)
                for level in Set(rows.map { $0[keyPath: key] }).sorted() {
                    let s = makeSplit(
                        group,
                        name,
                        train: rows.filter { $0[keyPath: key] != level },
                        test: rows.filter { $0[keyPath: key] == level },
                        all: rows
                    )
                    if s.members["P"] == nil { continue }
                    whole.truth += s.truth
                    whole.outside += s.outside
                    whole.spread = s.spread
                    whole.baseline += s.baseline
                    for (k, v) in s.members { whole.members[k, default: []] += v }
                }
                out.append(whole)
            }
        }
        return out
    }
    let splits = forwardSplits() + looSplits() + levelSplits()
    let groups2 = groups + ["LOO", "levelL", "levelD"]
    for (m, _) in variants {
        for (k, p, q) in [
            (0.7, 0.12, 0.18), (0.7, 0.15, 0.15), (0.72, 0.12, 0.16), (0.72, 0.14, 0.14), (0.71, 0.14, 0.15),
            (0.7, 0.17, 0.13),
        ] {
            let recipe = Recipe(name: m, inside: [m: k, "P": p, "F": q], beyond: [m: k, "P": p, "F": q], widen: 0.15)
            var line = "\(m) \(k) \(p) \(q)"
            for g in ["deepest", "widest", "SRT256", "LOO", "levelL", "levelD"] {
                let s = summary(splits.filter { $0.group == g && !$0.truth.isEmpty }, recipe)
                line += " \(g) \(f(s.ratio)) \(f(s.c80, 2))/\(f(s.c95)) w\(f(s.width, 2))"
            }
            let gem = summary(splits.filter { $0.group.hasPrefix("gem-exp") }, recipe)
            let raw = summary(splits.filter { $0.group.hasPrefix("gem-raw") }, recipe)
            print(line, "gem", f(gem.ratio), "raw", f(raw.ratio))
        }
    }
case "final":
    variants = []
    parseVariants(Array(arguments.dropFirst()))
    func levelSplits() -> [Split] {
        var out: [Split] = []
        for (name, rows) in publishedGrids() {
            for (group, key) in [("levelL", \Row.layers), ("levelD", \Row.dim)] {
                var whole = Split(group: group, name: name, truth: [], outside: [], spread: 0)
                for level in Set(rows.map { $0[keyPath: key] }).sorted() {
                    let s = makeSplit(
                        group,
                        name,
                        train: rows.filter { $0[keyPath: key] != level },
                        test: rows.filter { $0[keyPath: key] == level },
                        all: rows
                    )
                    if s.members["P"] == nil { continue }
                    whole.truth += s.truth
                    whole.outside += s.outside
                    whole.spread = s.spread
                    whole.baseline += s.baseline
                    for (k, v) in s.members { whole.members[k, default: []] += v }
                }
                out.append(whole)
            }
        }
        return out
    }
    let splits = forwardSplits() + looSplits() + levelSplits()
    let groups2 = groups + ["LOO", "levelL", "levelD"]
    for (m, _) in variants {
        for recipe in [
            Recipe(name: m, inside: [m: 1], beyond: [m: 1], widen: 0.15),
            Recipe(name: "blend of the library", inside: ["B": 1], beyond: ["B": 1], widen: 0.15),
            Recipe(
                name: m + " .7 P.12 F.18",
                inside: [m: 0.7, "P": 0.12, "F": 0.18],
                beyond: [m: 0.7, "P": 0.12, "F": 0.18],
                widen: 0.15
            ),
        ] {
            print(recipe.name)
            for g in groups2 {
                let own = splits.filter { $0.group == g && !$0.truth.isEmpty }
                let s = summary(own, recipe)
                let worst = own.map { score($0, recipe).ratio }.max()!
                print("   ", g, f(s.ratio), "cov", f(s.c80), f(s.c95), "w", f(s.width, 2), "worst", f(worst, 2))
            }
            let gem = summary(splits.filter { $0.group.hasPrefix("gem-exp") }, recipe)
            let raw = summary(splits.filter { $0.group.hasPrefix("gem-raw") }, recipe)
            print("    gem", f(gem.ratio), f(gem.c95), "raw", f(raw.ratio), f(raw.c95))
        }
    }
case "scenarios":
    scenarios(Int(arguments.dropFirst().first ?? "20")!)
case "decisions":
    decisions(Int(arguments.dropFirst().first ?? "20")!)
case "choices":
    choices()
    diagonals(Int(arguments.dropFirst().first ?? "20")!)
case "data":
    dataAxis()
case "newdata":
    newDatasets(Int(arguments.dropFirst().first ?? "20")!, counts: arguments.dropFirst(2).map { Int($0)! })
case "time":
    let rows = publishedGrids()[0].rows
    let data = krigingData(observations(rows))
    for _ in 0..<2 {
        let likelihood = KrigingLikelihood(data)
        let sequence = SobolSequence(dimension: 8)
        let zs = clock("256 normals") { (0..<256).map { sequence.normals($0) } }
        let ps = clock("256 priors") { zs.map { KrigingPrior().parameters($0, data) } }
        let total = clock("256 likelihoods") { ps.reduce(0) { $0 + likelihood.logDensity($1) } }
        let components = clock("64 components") { ps.prefix(64).compactMap { KrigingComponent(KrigingRows(data), $0) } }
        let fit = clock("fit") { KrigingFitter().fit(data)! }
        print(total, components.count, fit.evaluations, fit.effectiveSampleSize, fit.model.parts.count)
        let loo = clock("loo") { KrigingLeaveOneOut(fit.model) }
        print(loo.noiseTrace)
        let u = SIMD3(1.5, 1.2, 0.0)
        clock("1000 moments") { for _ in 0..<1000 { _ = fit.model.moments(u) } }
        clock("1000 values") { for _ in 0..<1000 { _ = fit.model.value(u) } }
        let m = mixture(fit.model, u)
        let t = tables(m)
        clock("1000 quantile pairs") { for _ in 0..<1000 { _ = m.quantiles([0.025, 0.975], tables: t) } }
        let design = Design(observations(rows))
        clock("P") { _ = closed(design, .performanceLaw) }
        clock("S") { _ = closed(design, .scalingLaw) }
        clock("Q") { _ = closed(design, .logQuadraticInteraction) }
        clock("sep") { _ = closed(design, .separable) }
        clock("L") { _ = closed(design, .logQuadratic) }
    }
    let blendFit = clock("blend fit without left out") {
        PredictiveBlendFitter(design: Design(observations(rows))).fit(includingLeftOut: false)!
    }
    _ = clock("blend fit with left out") { PredictiveBlendFitter(design: Design(observations(rows))).fit()! }
    clock("10000 intervals") {
        for i in 0..<10000 { _ = blendFit.blend.interval(point(16, 60 + Double(i % 50)), level: 0.95) }
    }
    let lattice = (0..<256).map { (i: Int) -> PredictiveBlend.Point in
        let l = 4 + 2 * (i / 16)
        let d = 25 + 5 * (i % 16)
        return point(Double(l), Double(d))
    }
    let joint = clock("joint of 256") { JointPosterior(blendFit.blend, at: lattice) }
    _ = clock("480 draws") { joint.draws(480) }
    _ = clock("256 probabilities") { joint.probabilitiesOfReaching(3, tables: blendFit.blend.tables) }
    for n in [100, 240, 500, 1000] {
        var g = SplitMix64(seed: 5)
        let rows = (0..<n).map { (i: Int) -> KrigingData.Row in
            let layers = Double(2 + (i % 10) * 2)
            let dim = Double(16 + ((i / 10) % 10) * 16)
            let y = Double(g.next() >> 11) * 0x1p-53
            return KrigingData.Row(logLayers: log(layers), logDim: log(dim), logDPrime: Double((i / 100) % 10), mean: y)
        }
        let data = KrigingData(rows)
        let likelihood = KrigingLikelihood(data)
        let z = SobolSequence(dimension: 12).normals(3)
        let p = KrigingPrior().parameters(z, data)
        _ = clock("likelihood \(n)") { likelihood.logDensity(p) }
        _ = clock("component \(n)") { KrigingComponent(KrigingRows(data), p) }
        let fit = clock("fit \(n)") { KrigingFitter().fit(data)! }
        print("evaluations", fit.evaluations, "ess", fit.effectiveSampleSize, "parts", fit.model.parts.count)
        clock("100 moments \(n)") { for _ in 0..<100 { _ = fit.model.moments(SIMD3(0.3, 0.2, 0.1)) } }
    }
case "variants":
    variants = []
    parseVariants(Array(arguments.dropFirst()))
    let splits = forwardSplits()
    print("".padding(toLength: 34, withPad: " ", startingAt: 0), groups.joined(separator: " | "))
    for (m, _) in variants {
        report(splits, Recipe(name: m, inside: [m: 1], beyond: [m: 1]))
        report(
            splits,
            Recipe(
                name: m + " .7 P.1 S.2",
                inside: [m: 0.7, "P": 0.1, "S": 0.2],
                beyond: [m: 0.7, "P": 0.1, "S": 0.2]
            )
        )
    }
case "show":
    let splits = forwardSplits()
    for s in splits where s.group == "gem-exp-3" || s.group == "gem-exp-6" || s.group == "SRT256" {
        print(s.group, s.name, "sd", f(s.spread, 4))
        for i in s.truth.indices {
            print(
                "  y",
                f(s.truth[i], 4),
                "out",
                f(s.outside[i], 2),
                ["K", "P", "Q", "S", "L"].map { k in
                    "\(k) " + (s.members[k].map { f($0[i].mean - s.truth[i], 4) } ?? "-")
                }.joined(separator: " ")
            )
        }
    }
case "scan":
    variants = []
    parseVariants(Array(arguments.dropFirst()))
    let splits = clock("fits") { forwardSplits() }
    let loo = clock("loo") { looSplits() }
    struct Fast {
        var group: String
        var means: [[Double]]
        var truth: [Double]
        var r: [Double]
        var base: Double
    }
    for (name, _) in variants {
        let keys = [name, "P", "Q", "S", "F"]
        let fast = (splits + loo).map { s -> Fast in
            let means = keys.map { k in s.members[k]?.map(\.mean) ?? s.members[name]!.map(\.mean) }
            return Fast(
                group: s.group.hasPrefix("gem-exp") ? "gem" : s.group.hasPrefix("gem-raw") ? "raw" : s.group,
                means: means,
                truth: s.truth,
                r: s.outside.map { min(1, $0 / 0.5) },
                base: zip(s.truth, s.baseline).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
            )
        }
        func ratios(_ w: [Double], _ inside: [Double]) -> [String: Double] {
            var logs: [String: [Double]] = [:]
            for s in fast {
                var se = 0.0
                for i in s.truth.indices {
                    var m = 0.0
                    for k in keys.indices { m += ((1 - s.r[i]) * inside[k] + s.r[i] * w[k]) * s.means[k][i] }
                    se += (m - s.truth[i]) * (m - s.truth[i])
                }
                logs[s.group, default: []].append(0.5 * log(se / s.base))
            }
            return logs.mapValues { exp($0.reduce(0, +) / Double($0.count)) }
        }
        let targets = [
            "deepest": 0.85, "widest": 0.85, "SRT256": 0.5, "gem": 1.1, "LOO": 0.83, "SRT16": 0.85, "raw": 0.6,
        ]
        for insideMode in ["same"] {
            var found: [(Double, [Double], [String: Double])] = []
            let steps = 20
            for k in 8...20 {
                for p in 0...(20 - k) {
                    for q in 0...(20 - k - p) {
                        for s in 0...(20 - k - p - q) {
                            let w = [k, p, q, s, 20 - k - p - q - s].map { Double($0) / Double(steps) }
                            let r = ratios(
                                w,
                                insideMode == "same"
                                    ? w : insideMode == "studied" ? [0.7, 0.15, 0.15, 0, 0] : [0.7, 0, 0.15, 0.15, 0]
                            )
                            found.append((targets.map { r[$0.key]! / $0.value }.max()!, w, r))
                        }
                    }
                }
            }
            print("==", name, "inside", insideMode)
            let alone = ratios([1, 0, 0, 0, 0], [1, 0, 0, 0, 0])
            print(
                "     alone",
                alone.sorted { $0.key < $1.key }.map { "\($0.key) \(f($0.value))" }.joined(separator: " ")
            )
            for e in found.filter({ $0.1[4] == 0 }).sorted(by: { $0.0 < $1.0 }).prefix(14)
                + found.sorted(by: { $0.0 < $1.0 }).prefix(0)
            {
                print(
                    f(e.0),
                    e.1.map { f($0, 2) }.joined(separator: " "),
                    e.2.sorted { $0.key < $1.key }.map { "\($0.key) \(f($0.value))" }.joined(separator: " ")
                )
            }
        }
    }
default: break
}
