import Foundation

/// A real sequential recommender on three sizes of one data source. A case is a dataset, a number of negatives and a metric.
struct RecommenderCase: Sendable {
    let dataset: String
    let negatives: String
    let metric: String
    let measurements: [Measurement]

    var name: String { "\(dataset), \(negatives) negatives, \(metric)" }

    static func all() throws -> [RecommenderCase] {
        let table = try FixtureTable("real-tables/srt-amazon.csv")
        return ["amazon-100K", "amazon-500K", "amazon-1M"].flatMap { dataset in
            ["100", "300"].flatMap { negatives in
                ["NDCG@5", "HR@5"].map { metric in
                    let own = table.rows.filter { $0["dataset"] == dataset && $0["negatives"] == negatives }
                    return RecommenderCase(
                        dataset: dataset,
                        negatives: negatives,
                        metric: metric,
                        measurements: own.map { row in
                            Measurement(
                                Place(
                                    layers: row.number("layers"),
                                    dim: row.number("dim"),
                                    dPrime: row.number("n_inters")
                                ),
                                row.number(metric),
                                parameters: row.number("params")
                            )
                        }
                    )
                }
            }
        }
    }
}

/// 22 language models on a design of width and depth, at ten numbers of training tokens. Values are exp(−loss).
struct LanguageModels: Sendable {
    let tokens: Double
    let measurements: [Measurement]

    static func all() throws -> [LanguageModels] {
        let table = try FixtureTable("real-tables/gemstone-loss.csv")
        return Set(table.rows.map { $0.number("tokens") }).sorted().map { tokens in
            LanguageModels(
                tokens: tokens,
                measurements: table.rows.filter { $0.number("tokens") == tokens }.map { row in
                    Measurement(
                        Place(layers: row.number("layers"), dim: row.number("dim"), dPrime: tokens),
                        exp(-row.number("loss")),
                        parameters: row.number("params")
                    )
                }
            )
        }
    }

    /// The largest models from the rest.
    func largest(_ count: Int) -> Split {
        let ordered = measurements.sorted { $0.parameters > $1.parameters }
        return Split(
            "\(tokens) tokens, \(count) largest",
            train: Array(ordered[count...]),
            test: Array(ordered[..<count])
        )
        .ofOneDataset
    }
}

extension Split {
    /// Without D′: all measurements are of one dataset.
    var ofOneDataset: Split {
        func plain(_ measurements: [Measurement]) -> [Measurement] {
            measurements.map { measurement in
                var measurement = measurement
                measurement.place.dPrime = nil
                return measurement
            }
        }
        return Split(name, train: plain(train), test: plain(test))
    }
}
