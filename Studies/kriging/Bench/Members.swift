import ElementaryFunctions
import Foundation

@testable import LawFitting

/// One split: what every member says about every test row.
struct Split {
    var group: String
    var name: String
    var truth: [Double]
    /// Distance outside the box in half-ranges.
    var outside: [Double]
    var spread: Double  // sd of y (all rows)
    var members: [String: [StudentMixture]] = [:]
    var baseline: [Double] = []
}

func mixture(_ k: KrigingModel, _ u: SIMD3<Double>) -> StudentMixture {
    StudentMixture(
        components: k.moments(u).map {
            .init(
                weight: $0.weight,
                location: $0.mean,
                squaredScale: $0.variance + $0.noise,
                degreesOfFreedom: k.degreesOfFreedom
            )
        }
    )
}

func closed(_ design: Design, _ form: LawForm) -> (ClosedForm, Double, FormFit)? {
    guard let fit = try? ParametricFitter(design: design, form: form).fit(), let c = fit.model.parametric else {
        return nil
    }
    return (c, Double(design.count - fit.parameterCount), fit)
}

nonisolated(unsafe) var variants: [(String, KrigingPrior)] = [("K", KrigingPrior())]
nonisolated(unsafe) var includeDPrime = false
nonisolated(unsafe) var usesHull = true
nonisolated(unsafe) var efforts: [String: HyperparameterIntegration.Effort] = [:]
nonisolated(unsafe) var wantsLogit = false

func makeSplit(_ group: String, _ name: String, train: [Row], test: [Row], all: [Row]) -> Split {
    let strip: (Row) -> Row = {
        var r = $0
        if !includeDPrime { r.dPrime = 0 }
        return r
    }
    let (train, test) = (train.map(strip), test.map(strip))
    let set = observations(train)
    let design = Design(set)
    let mean = all.map(\.y).reduce(0, +) / Double(all.count)
    let sd = (all.map { ($0.y - mean) * ($0.y - mean) }.reduce(0, +) / Double(all.count)).squareRoot()
    let testSet = observations(test)
    let configs = testSet.replicates
    // every single run is scored
    var points: [(Configuration, Double)] = []
    for r in configs { for v in r.values { points.append((r.configuration, v)) } }
    var split = Split(group: group, name: name, truth: points.map(\.1), outside: [], spread: sd)
    let data = krigingData(set)
    let us = points.map {
        data.normalised(
            logLayers: Elementary.log(Double($0.0.layers)),
            logDim: Elementary.log(Double($0.0.dim)),
            logDPrime: $0.0.dPrime.map { Elementary.log($0) } ?? 0
        )
    }
    let hull = MeasuredHull(data.points.map { SIMD2($0.x, $0.y) })
    split.outside = us.map { u in
        if usesHull {
            let d = hull.distance(SIMD2(u.x, u.y))
            let z = data.datasetCount > 1 ? max(0, abs(u.z) - 1) : 0
            return (d * d + z * z).squareRoot()
        }
        let e = SIMD3(max(0, abs(u.x) - 1), max(0, abs(u.y) - 1), data.datasetCount > 1 ? max(0, abs(u.z) - 1) : 0)
        return (e.x * e.x + e.y * e.y + e.z * e.z).squareRoot()
    }
    for (label, prior) in variants {
        if let fit = KrigingFitter(prior: prior, effort: efforts[label]).fit(data) {
            split.members[label] = us.map { mixture(fit.model, $0) }
        }
    }
    if wantsLogit {
        let (lo, hi) = (train.map(\.y).min()!, train.map(\.y).max()!)
        if lo > 0, hi < 1 {
            let transformed = krigingData(
                observations(
                    train.map { r in
                        var r = r
                        r.y = Elementary.log(r.y / (1 - r.y))
                        return r
                    }
                )
            )
            if let fit = KrigingFitter().fit(transformed) {
                split.members["G"] = us.map { u in
                    var m = mixture(fit.model, u)
                    for i in m.components.indices {
                        let p = 1 / (1 + Elementary.exp(-m.components[i].location))
                        m.components[i].location = p
                        m.components[i].squaredScale *= p * (1 - p) * p * (1 - p)
                    }
                    return m
                }
            }
        }
    }
    for (label, form) in [
        ("P", LawForm.performanceLaw), ("Q", .logQuadraticInteraction), ("S", .scalingLaw), ("L", .logQuadratic),
    ] {
        guard let (c, df, _) = closed(design, form) else { continue }
        split.members[label] = points.map { point in
            let offsets = design.scales.offsets(of: point.0)
            let m = c.moments(offsets)
            return StudentMixture(components: [
                .init(weight: 1, location: m.value, squaredScale: m.variance + m.noise, degreesOfFreedom: df)
            ])
        }
    }
    if let fit = PredictiveBlendFitter(design: design).fit(includingLeftOut: false) {
        split.members["B"] = points.map { point in
            fit.blend.predictive(
                PredictiveBlend.Point(
                    logLayers: Elementary.log(Double(point.0.layers)),
                    logDim: Elementary.log(Double(point.0.dim)),
                    logDPrime: point.0.dPrime.map { Elementary.log($0) } ?? 0
                )
            )
        }
        if fit.blend.members.count < 2 {
            print(
                "   kriging and",
                fit.blend.members.count,
                "in",
                group,
                name,
                "condition",
                fit.blend.geometry.condition,
                "levels",
                fit.blend.geometry.layerLevels,
                fit.blend.geometry.dimLevels,
                "n",
                fit.blend.geometry.configurations
            )
        }
    }
    // The power law with exponents of either sign.
    let free = design.structure(.scalingLaw).restrained
    if let result = ExponentSearch(design: design, structure: free).fit(), result.isFullRank {
        let df = Double(design.count - free.parameterCount)
        if df > 0, let covariance = Covariance(design, result.model) {
            let c = ClosedForm(result.model, covariance, residualVariance: result.squares / df)
            split.members["F"] = points.map { point in
                let offsets = design.scales.offsets(of: point.0)
                let m = c.moments(offsets)
                return StudentMixture(components: [
                    .init(weight: 1, location: m.value, squaredScale: m.variance + m.noise, degreesOfFreedom: df)
                ])
            }
        }
    }
    split.baseline = split.members["P"]?.map(\.mean) ?? []
    return split
}

/// Weights inside and ≥ 1/2 half-range beyond.
struct Recipe {
    var name: String
    var inside: [String: Double]
    var beyond: [String: Double]
    var widen = 0.2
}

nonisolated(unsafe) var tableCache: [[Double]: StudentTables] = [:]
func tables(_ m: StudentMixture) -> StudentTables {
    let key = Set(m.components.map(\.degreesOfFreedom)).sorted()
    if let t = tableCache[key] { return t }
    let t = StudentTables(key)
    tableCache[key] = t
    return t
}

func combined(_ split: Split, _ index: Int, _ recipe: Recipe) -> (StudentMixture, Double) {
    let r = min(1, split.outside[index] / 0.5)
    var parts: [StudentMixture.Component] = []
    var total = 0.0
    for key in Set(recipe.inside.keys).union(recipe.beyond.keys).sorted() {
        guard let m = split.members[key] else { continue }
        let w = (1 - r) * (recipe.inside[key] ?? 0) + r * (recipe.beyond[key] ?? 0)
        guard w > 0 else { continue }
        total += w
        for c in m[index].components {
            var c = c
            c.weight *= w
            parts.append(c)
        }
    }
    for i in parts.indices { parts[i].weight /= total }
    return (StudentMixture(components: parts), 1 + recipe.widen * r)
}

struct Score {
    var ratio: Double
    var c80: Double
    var c95: Double
    var width: Double
    var rmse: Double
    var n: Int
}

func score(_ split: Split, _ recipe: Recipe) -> Score {
    var (se, base, c80, c95) = (0.0, 0.0, 0, 0)
    var widths: [Double] = []
    for i in split.truth.indices {
        let (m, f) = combined(split, i, recipe)
        let t = tables(m)
        let mean = m.mean
        let qs = m.quantiles([0.025, 0.1, 0.9, 0.975], tables: t).map { mean + f * ($0 - mean) }
        let y = split.truth[i]
        se += (y - mean) * (y - mean)
        if !split.baseline.isEmpty { base += (y - split.baseline[i]) * (y - split.baseline[i]) }
        let (l95, h95) = (qs[0], qs[3])
        if y >= qs[1], y <= qs[2] { c80 += 1 }
        if y >= l95, y <= h95 { c95 += 1 }
        widths.append((h95 - l95) / split.spread)
    }
    let n = split.truth.count
    return Score(
        ratio: (se / base).squareRoot(),
        c80: Double(c80) / Double(n),
        c95: Double(c95) / Double(n),
        width: widths.sorted()[n / 2],
        rmse: (se / Double(n)).squareRoot(),
        n: n
    )
}

func summary(_ splits: [Split], _ recipe: Recipe) -> (ratio: Double, c80: Double, c95: Double, width: Double) {
    let s = splits.map { score($0, recipe) }
    let n = Double(s.map(\.n).reduce(0, +))
    return (
        exp(s.map { log($0.ratio) }.reduce(0, +) / Double(s.count)), s.map { $0.c80 * Double($0.n) }.reduce(0, +) / n,
        s.map { $0.c95 * Double($0.n) }.reduce(0, +) / n, s.map(\.width).sorted()[s.count / 2]
    )
}
