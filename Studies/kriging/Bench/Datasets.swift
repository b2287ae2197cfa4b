import ElementaryFunctions
import Foundation

@testable import LawFitting

func gaussian(_ g: inout SplitMix64) -> Double { NormalDistribution.quantile((Double(g.next() >> 11) + 0.5) * 0x1p-53) }
func uniform(_ g: inout SplitMix64) -> Double { (Double(g.next() >> 11) + 0.5) * 0x1p-53 }

func rowOf(_ r: Row) -> KrigingData.Row {
    KrigingData.Row(
        logLayers: log(r.layers),
        logDim: log(r.dim),
        logDPrime: r.dPrime > 0 ? log(r.dPrime) : 0,
        mean: r.y
    )
}

/// Predict rows of other datasets from rows of several; RMSE, coverage.
func evaluate(_ name: String, train: [Row], test: [Row]) {
    let data = krigingData(observations(train))
    let start = DispatchTime.now().uptimeNanoseconds
    guard let fit = KrigingFitter().fit(data) else {
        print(name, "no fit")
        return
    }
    let ms = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
    var (se, c80, c95, w) = (0.0, 0, 0, 0.0)
    for r in test {
        let m = mixture(
            fit.model,
            data.normalised(logLayers: log(r.layers), logDim: log(r.dim), logDPrime: log(r.dPrime))
        )
        let t = tables(m)
        se += (m.mean - r.y) * (m.mean - r.y)
        let q = m.quantiles([0.025, 0.1, 0.9, 0.975], tables: t)
        if r.y >= q[0], r.y <= q[3] { c95 += 1 }
        if r.y >= q[1], r.y <= q[2] { c80 += 1 }
        w += q[3] - q[0]
    }
    let n = Double(test.count)
    print(
        name,
        "rmse",
        f((se / n).squareRoot(), 5),
        "cov",
        f(Double(c80) / n, 2),
        f(Double(c95) / n, 2),
        "width",
        f(w / n, 4),
        "n",
        data.rowCount,
        "eval",
        fit.evaluations,
        "ess",
        f(fit.effectiveSampleSize, 0),
        f(ms, 0),
        "ms"
    )
}

func dataAxis() {
    let cases = srtCases().filter { $0.negatives == "300" && $0.metric == "NDCG@5" }
    for left in cases {
        evaluate(
            "SRT leave out \(left.dataset)",
            train: cases.filter { $0.dataset != left.dataset }.flatMap(\.rows),
            test: left.rows
        )
    }
    let gem = gemstones()
    let train = gem.filter { $0.tokens < 5.1e10 }.flatMap(\.rows).map { r -> Row in
        var r = r
        r.y = exp(-r.y)
        return r
    }
    let test = gem.filter { $0.tokens > 9.9e10 }.flatMap(\.rows).map { r -> Row in
        var r = r
        r.y = exp(-r.y)
        return r
    }
    evaluate("Gemstones tokens", train: train, test: test)
}

func newDatasets(_ R: Int, counts: [Int]) {
    for count in counts {
        for tau in [0.01, 0.03] {
            var inside = (c80: 0, c95: 0, n: 0, w: [Double](), se: 0.0, ols: 0.0)
            var beyond = inside
            for rep in 0..<R {
                var g = SplitMix64(seed: UInt64(1_000_003 * count + 7919 * rep + Int(tau * 1000)))
                // ln D′ over two decades; level a + 0.02·ln D′ + N(0, τ); common surface with a peak.
                let lnD = (0..<count).map { (i: Int) -> Double in
                    14 + 4.6 * (Double(i) + 0.3 * (uniform(&g) - 0.5)) / Double(count - 1)
                }.sorted()
                let (lo, hi) = (lnD.first!, lnD.last!)
                let targets = [lo + (hi - lo) * (0.25 + 0.5 * uniform(&g)), hi + log(3)]
                func level(_ x: Double) -> Double { 0.2 + 0.02 * (x - 16) }
                let (p, q) = (1.2 + uniform(&g), 3.7 + uniform(&g))
                func surface(_ l: Double, _ d: Double) -> Double {
                    -0.01 * (log(l) - p) * (log(l) - p) - 0.015 * (log(d) - q) * (log(d) - q)
                }
                var rows: [Row] = []
                var levels: [Double] = []
                let grid: [(Double, Double)] = [4.0, 8, 16, 32].flatMap { (l: Double) -> [(Double, Double)] in
                    [25.0, 50, 100].map { (l, $0) }
                }
                for x in lnD {
                    let a = level(x) + tau * gaussian(&g)
                    levels.append(a)
                    for (l, d) in grid {
                        rows.append(Row(layers: l, dim: d, dPrime: exp(x), y: a + surface(l, d) + 0.003 * gaussian(&g)))
                    }
                }
                let data = krigingData(observations(rows))
                var prior = KrigingPrior()
                prior.datasetScale = Double(ProcessInfo.processInfo.environment["TAU"] ?? "0.5")!
                guard let fit = KrigingFitter(prior: prior).fit(data) else { continue }
                for (index, x) in targets.enumerated() {
                    let truth = level(x) + tau * gaussian(&g)
                    let m = mixture(fit.model, data.normalised(logLayers: log(12), logDim: log(60), logDPrime: x))
                    let t = tables(m)
                    let y = truth + surface(12, 60) + 0.003 * gaussian(&g)
                    let quantiles = m.quantiles([0.025, 0.1, 0.9, 0.975], tables: t)
                    // OLS of the levels on ln D′.
                    let mx = lnD.reduce(0, +) / Double(count)
                    let my = levels.reduce(0, +) / Double(count)
                    let sxx = lnD.map { ($0 - mx) * ($0 - mx) }.reduce(0, +)
                    let slope = zip(lnD, levels).map { ($0 - mx) * ($1 - my) }.reduce(0, +) / sxx
                    let ols = my + slope * (x - mx) + surface(12, 60)
                    func add(_ s: inout (c80: Int, c95: Int, n: Int, w: [Double], se: Double, ols: Double)) {
                        s.n += 1
                        if y >= quantiles[0], y <= quantiles[3] { s.c95 += 1 }
                        if y >= quantiles[1], y <= quantiles[2] { s.c80 += 1 }
                        s.w.append(quantiles[3] - quantiles[0])
                        s.se += (m.mean - y) * (m.mean - y)
                        s.ols += (ols - y) * (ols - y)
                    }
                    if index == 0 { add(&inside) } else { add(&beyond) }
                }
            }
            for (label, s) in [("inside", inside), ("beyond", beyond)] {
                let n = Double(s.n)
                print(
                    "datasets",
                    count,
                    "tau",
                    tau,
                    label,
                    "cov",
                    f(Double(s.c80) / n, 2),
                    f(Double(s.c95) / n, 3),
                    "w",
                    f(s.w.sorted()[s.n / 2], 3),
                    "rmse",
                    f((s.se / n).squareRoot(), 4),
                    "OLS",
                    f((s.ols / n).squareRoot(), 4),
                    "R",
                    s.n
                )
            }
        }
    }
}
