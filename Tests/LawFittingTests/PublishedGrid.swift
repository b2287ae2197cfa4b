import Foundation
import LawFitting
import Testing

/// A published experiment grid, HR@10 by layers and dim.
struct PublishedGrid: Sendable, CustomTestStringConvertible {
    let name: String
    let performanceLaw: Double
    let scalingLaw: Double
    let interaction: Double
    let separable: Double

    var testDescription: String { name }

    /// R² of the global optimum of each form, from the reference table of the mathematics; `performance-law` with |w| ≤ 1.
    static let all = [
        PublishedGrid("ml-1m-len100", 0.8949, 0.8331, 0.9463, 0.8992),
        PublishedGrid("ml-1m-len150", 0.9158, 0.8993, 0.9442, 0.9227),
        PublishedGrid("ml-1m-len200", 0.8933, 0.4993, 0.9231, 0.8953),
        PublishedGrid("amazon-books-len25", 0.9238, 0.9104, 0.9273, 0.9297),
        PublishedGrid("amazon-books-len50", 0.8377, 0.8356, 0.8388, 0.8612),
        PublishedGrid("kuairand-len25", 0.7874, 0.7714, 0.8119, 0.7988),
        PublishedGrid("kuairand-len50", 0.9397, 0.8242, 0.9570, 0.9492),
        PublishedGrid("kuairand-len100", 0.6279, 0.5895, 0.6316, 0.7244),
        PublishedGrid("huawei-music-len25", 0.9811, 0.9856, 0.9841, 0.9925),
        PublishedGrid("huawei-music-len50", 0.9746, 0.8898, 0.9818, 0.9768),
    ]

    private init(
        _ name: String,
        _ performanceLaw: Double,
        _ scalingLaw: Double,
        _ interaction: Double,
        _ separable: Double
    ) {
        self.name = name
        self.performanceLaw = performanceLaw
        self.scalingLaw = scalingLaw
        self.interaction = interaction
        self.separable = separable
    }

    func observations() throws -> [Observation] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/published-grids/\(name)-hr10.csv")
        return try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map {
            line in
            let fields = line.split(separator: ",").compactMap { Double($0) }
            return try Observation(layers: Int(fields[0]), dim: Int(fields[1]), value: fields[2])
        }
    }
}
