import Foundation
import LawFitting

/// A published experiment grid, HR@10 by layers and dim, with its published R².
struct PublishedGrid: Sendable {
    let name: String
    let observations: [Observation]
    /// R² of the authors' own fits.
    let performanceLaw: Double
    /// R² of the global optimum of `performance-law` with |w| ≤ 1.
    let reference: Double

    /// √(Σ(y − ȳ)²/(n − 1)).
    var deviation: Double {
        let mean = observations.reduce(0) { $0 + $1.value } / Double(observations.count)
        let squares = observations.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) }
        return (squares / Double(observations.count - 1)).squareRoot()
    }

    /// The highest value minus the lowest.
    var range: Double {
        let values = observations.map(\.value)
        return (values.max() ?? 0) - (values.min() ?? 0)
    }

    /// The ten grids of Tests/Fixtures/published-grids.
    static func all() throws -> [PublishedGrid] {
        let references = [0.8949, 0.9158, 0.8933, 0.9238, 0.8377, 0.7874, 0.9397, 0.6279, 0.9811, 0.9746]
        let index = try rows("index.csv")
        return try zip(index, references).map { fields, reference in
            try PublishedGrid(
                name: String(fields[0].dropLast("-hr10.csv".count)),
                observations: rows(fields[0]).map { row in
                    let numbers = row.compactMap { Double($0) }
                    return try Observation(layers: Int(numbers[0]), dim: Int(numbers[1]), value: numbers[2])
                },
                performanceLaw: Double(fields[5]) ?? 0,
                reference: reference
            )
        }
    }

    /// The fields of a file's lines after the heading.
    private static func rows(_ file: String) throws -> [[String]] {
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let text = try String(
            contentsOf: root.appending(path: "Tests/Fixtures/published-grids/\(file)"),
            encoding: .utf8
        )
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
