import LawFitting

/// Other methods on the same splits, beside our one law.
struct PeerBars {
    let grids: [PublishedGrid]

    private struct Table {
        let name: String
        let splits: [Split]
        let evidence = BarRow.Evidence.seen
    }

    /// A method on a table.
    private struct Standing {
        let ratio: Double
        let coverage: Double
        let failures: Int

        var text: String {
            let failed = failures > 0 ? ", \(failures) without a fit" : ""
            return "\(BarRow.text(ratio, 2)), \(BarRow.text(coverage, 2))\(failed)"
        }
    }

    func rows() throws -> [BarRow] {
        let named = grids.map { (name: $0.name, all: $0.measurements) }
        let tables = [
            Table(name: "deepest", splits: named.map { $0.all.largest(\.layers, $0.name) }),
            Table(name: "widest", splits: named.map { $0.all.largest(\.dim, $0.name) }),
            Table(name: "SRT dim 256", splits: try RecommenderCase.all().map(RecommenderBars.widest)),
            Table(name: "language models", splits: try LanguageModelBars.splits()),
        ]
        let ours = try tables.map { table in
            let score = try TableScore(table.splits)
            return Standing(ratio: score.ratio, coverage: score.coverage95, failures: 0)
        }
        let powerLaw = try tables.map { try ownForm(.scalingLaw, $0) }
        let names = tables.map(\.name).joined(separator: " / ")
        var rows = [row("our law: \(names); RMSE ratio, 95 % coverage", ours)]
        var peers = [(name: "a power law in layers and dim (`scaling-law`)", standings: powerLaw)]
        switch try PeerProcess.run(tables.flatMap(\.splits)) {
        case .skipped(let reason):
            rows.append(BarRow(name: "peers in Python", outcome: .absent(reason: reason), evidence: .seen))
        case .measured(let others):
            peers += try others.map { peer in
                var next = 0
                let standings = try tables.map { table in
                    let own = Array(peer.predictions[next..<(next + table.splits.count)])
                    next += table.splits.count
                    return try Self.standing(table, own)
                }
                return ("\(peer.name) (\(peer.version))", standings)
            }
        }
        rows += peers.map { row("– \($0.name)", $0.standings) }
        return rows + verdicts(tables, ours, peers)
    }

    private func row(_ name: String, _ standings: [Standing]) -> BarRow {
        let mean = BarRow.text(standings.map(\.ratio).geometricMean, 2)
        return BarRow(name, text: standings.map(\.text).joined(separator: " / ") + "; mean \(mean)", .seen)
    }

    private func verdicts(
        _ tables: [Table],
        _ ours: [Standing],
        _ peers: [(name: String, standings: [Standing])]
    ) -> [BarRow] {
        let leads = peers.flatMap { peer in
            zip(zip(tables, ours), peer.standings).map { pair, other in
                (name: "\(peer.name), \(pair.0.name)", lead: pair.1.ratio / other.ratio)
            }
        }
        let own = ours.map(\.ratio).geometricMean
        let means = peers.map { (name: $0.name, ratio: own / $0.standings.map(\.ratio).geometricMean) }
        guard let lead = leads.max(by: { $0.lead < $1.lead }), let mean = means.max(by: { $0.ratio < $1.ratio }) else {
            return []
        }
        return [
            BarRow("our error over a peer's, worst (\(lead.name))", .atMost(4.0 / 3), lead.lead, .seen),
            BarRow("– on the mean of the four tables, worst (\(mean.name))", .atMost(1), mean.ratio, .seen),
        ]
    }

    /// A peer that the library has as a form.
    private func ownForm(_ form: LawForm, _ table: Table) throws -> Standing {
        try Self.standing(
            table,
            Parallel.map(table.splits) { split in
                let law = try OurLaw(split.train, form: .named(form))
                return try split.test.map { left in
                    let forecast = try law.forecast(left.place, level: 0.95)
                    return [forecast.value, forecast.low, forecast.high]
                }
            }
        )
    }

    /// `predictions` by split and row: value, low, high.
    private static func standing(_ table: Table, _ predictions: [[[Double]]?]) throws -> Standing {
        var (ratios, isHeld) = ([Double](), [Bool]())
        for (split, rows) in zip(table.splits, predictions) {
            guard let rows, let baseline = OurLaw.baseline(split.train) else { continue }
            let errors = zip(rows, split.test).map { $0[0] - $1.value }
            let others = try split.test.map { try baseline.value($0.place) - $0.value }
            ratios.append(errors.rootMeanSquare / others.rootMeanSquare)
            isHeld += zip(rows, split.test).map { $0[1] <= $1.value && $1.value <= $0[2] }
        }
        return Standing(
            ratio: ratios.geometricMean,
            coverage: isHeld.share,
            failures: predictions.count { $0 == nil }
        )
    }
}
