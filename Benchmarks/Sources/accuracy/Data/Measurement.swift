import Foundation

/// A configuration, with D′ where a law spans several datasets.
struct Place: Hashable, Sendable {
    var layers: Double
    var dim: Double
    var dPrime: Double?
}

/// One trained model and its metric, on the scale that is fitted.
struct Measurement: Hashable, Sendable {
    var place: Place
    var value: Double
    /// Parameters without embeddings, for those who predict from them.
    var parameters: Double

    init(_ place: Place, _ value: Double, parameters: Double? = nil) {
        self.place = place
        self.value = value
        // Attention and feed-forward of SASRec.
        self.parameters = parameters ?? place.layers * (6 * place.dim * place.dim + 10 * place.dim)
    }
}

/// A file of Tests/Fixtures, one dictionary for each line.
struct FixtureTable {
    let rows: [[String: String]]

    struct Missing: Error { let file: String }

    init(_ file: String) throws {
        let root = (0..<5).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let text = try String(contentsOf: root.appending(path: "Tests/Fixtures/\(file)"), encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let heading = lines.first else { throw Missing(file: file) }
        rows = lines.dropFirst().map { Dictionary(zip(heading, $0), uniquingKeysWith: { first, _ in first }) }
    }
}

extension [String: String] {
    func number(_ column: String) -> Double { self[column].flatMap { Double($0) } ?? .nan }
}
