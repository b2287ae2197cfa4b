import ElementaryFunctions
import Foundation

@testable import LawFitting

struct Row {
    var layers: Double
    var dim: Double
    var dPrime: Double = 0
    var y: Double
    var params: Double = 0
}

let dataFolder = ProcessInfo.processInfo.environment["DATA"] ?? "../shared/data"

func csv(_ path: String) -> [[String: String]] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    var lines = text.split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = lines.removeFirst()
    return lines.map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
}

func publishedGrids() -> [(name: String, rows: [Row])] {
    csv(dataFolder + "/published-grids/index.csv").map { line in
        let rows = csv(dataFolder + "/published-grids/" + line["file"]!).map {
            Row(layers: Double($0["layers"]!)!, dim: Double($0["dim"]!)!, y: Double($0["HR@10"]!)!)
        }
        return (line["file"]!.replacingOccurrences(of: "-hr10.csv", with: ""), rows)
    }
}

struct SRT {
    var dataset: String
    var inters: Double
    var negatives: String
    var metric: String
    var rows: [Row]
}

func srtCases() -> [SRT] {
    let lines = csv(dataFolder + "/real-tables/srt-amazon.csv")
    var out: [SRT] = []
    for dataset in ["amazon-100K", "amazon-500K", "amazon-1M"] {
        for negatives in ["100", "300"] {
            for metric in ["NDCG@5", "HR@5"] {
                let own = lines.filter { $0["dataset"] == dataset && $0["negatives"] == negatives }
                out.append(
                    SRT(
                        dataset: dataset,
                        inters: Double(own[0]["n_inters"]!)!,
                        negatives: negatives,
                        metric: metric,
                        rows: own.map {
                            Row(
                                layers: Double($0["layers"]!)!,
                                dim: Double($0["dim"]!)!,
                                dPrime: Double($0["n_inters"]!)!,
                                y: Double($0[metric]!)!
                            )
                        }
                    )
                )
            }
        }
    }
    return out
}

func gemstones() -> [(tokens: Double, rows: [Row])] {
    let lines = csv(dataFolder + "/real-tables/gemstone-loss.csv")
    let tokens = Set(lines.map { Double($0["tokens"]!)! }).sorted()
    return tokens.map { t in
        (
            t,
            lines.filter { Double($0["tokens"]!)! == t }.map {
                Row(
                    layers: Double($0["layers"]!)!,
                    dim: Double($0["dim"]!)!,
                    dPrime: t,
                    y: Double($0["loss"]!)!,
                    params: Double($0["params"]!)!
                )
            }
        )
    }
}

func observations(_ rows: [Row]) -> ObservationSet {
    // Values outside [0, 1] are made through the unchecked initialiser.
    let list = rows.map { row in
        Observation(
            configuration: Configuration(
                layers: Int(row.layers),
                dim: Int(row.dim),
                validDPrime: row.dPrime > 0 ? row.dPrime : nil
            ),
            validValue: row.y
        )
    }
    return try! ObservationSet(list)
}

func krigingData(_ set: ObservationSet) -> KrigingData {
    KrigingData(
        set.replicates.map { r in
            let mean = r.values.reduce(0, +) / Double(r.values.count)
            return KrigingData.Row(
                logLayers: Elementary.log(Double(r.configuration.layers)),
                logDim: Elementary.log(Double(r.configuration.dim)),
                logDPrime: r.configuration.dPrime.map { Elementary.log($0) } ?? 0,
                mean: mean,
                weight: Double(r.values.count),
                count: Double(r.values.count),
                pureError: r.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            )
        }
    )
}
