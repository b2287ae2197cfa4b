import Foundation
import Testing

@testable import LawFitting

/// A certified nonlinear regression problem of the NIST Statistical Reference Datasets.
struct NISTProblem: Sendable, CustomTestStringConvertible {
    typealias Model = @Sendable (_ b: [Dual], _ x: [Double]) -> Dual

    let name: String
    let model: Model
    /// log[y] is fitted.
    var isLogarithmic = false

    var testDescription: String { name }

    /// What a file holds.
    struct Content {
        /// Both starts.
        var starts: [[Double]] = [[], []]
        var certified: [Double] = []
        /// Response and predictors by row.
        var rows: [[Double]] = []
    }

    func content() throws -> Content {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/nist-strd/\(name).dat")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            omittingEmptySubsequences: false,
            whereSeparator: \.isNewline
        )
        var content = Content()
        for line in lines {
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard fields.count >= 6, fields[0].first == "b", fields[1] == "=" else { continue }
            let numbers = fields[2...].compactMap { Double($0) }
            guard numbers.count == 4 else { continue }
            content.starts[0].append(numbers[0])
            content.starts[1].append(numbers[1])
            content.certified.append(numbers[2])
        }
        let heading = try #require(lines.lastIndex { $0.hasPrefix("Data:") })
        for line in lines[(heading + 1)...] {
            var row = line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
            guard row.count >= 2 else { continue }
            if isLogarithmic { row[0] = log(row[0]) }
            content.rows.append(row)
        }
        return content
    }

    static let all: [NISTProblem] = [
        NISTProblem(name: "Bennett5") { b, x in b[0] * (b[1] + x[0]).power(-1 / b[2]) },
        NISTProblem(name: "BoxBOD") { b, x in b[0] * (1 - (-b[1] * x[0]).exponential) },
        NISTProblem(name: "Chwirut1", model: chwirut),
        NISTProblem(name: "Chwirut2", model: chwirut),
        NISTProblem(name: "DanWood") { b, x in b[0] * Dual(x[0]).power(b[1]) },
        NISTProblem(name: "ENSO") { b, x in
            let (first, second) = (2 * .pi * x[0] / b[3], 2 * .pi * x[0] / b[6])
            let year = 2 * Double.pi * x[0] / 12
            return b[0] + b[1] * cos(year) + b[2] * sin(year) + b[4] * first.cosine + b[5] * first.sine
                + b[7] * second.cosine + b[8] * second.sine
        },
        NISTProblem(name: "Eckerle4") { b, x in
            b[0] / b[1] * (-0.5 * ((x[0] - b[2]) / b[1]).square).exponential
        },
        NISTProblem(name: "Gauss1", model: gauss),
        NISTProblem(name: "Gauss2", model: gauss),
        NISTProblem(name: "Gauss3", model: gauss),
        NISTProblem(name: "Hahn1", model: cubic),
        NISTProblem(name: "Kirby2") { b, x in
            (b[0] + b[1] * x[0] + b[2] * (x[0] * x[0])) / (1 + b[3] * x[0] + b[4] * (x[0] * x[0]))
        },
        NISTProblem(name: "Lanczos1", model: lanczos),
        NISTProblem(name: "Lanczos2", model: lanczos),
        NISTProblem(name: "Lanczos3", model: lanczos),
        NISTProblem(name: "MGH09") { b, x in
            b[0] * (x[0] * x[0] + b[1] * x[0]) / (x[0] * x[0] + b[2] * x[0] + b[3])
        },
        NISTProblem(name: "MGH10") { b, x in b[0] * (b[1] / (x[0] + b[2])).exponential },
        NISTProblem(name: "MGH17") { b, x in
            b[0] + b[1] * (-b[3] * x[0]).exponential + b[2] * (-b[4] * x[0]).exponential
        },
        NISTProblem(name: "Misra1a") { b, x in b[0] * (1 - (-b[1] * x[0]).exponential) },
        NISTProblem(name: "Misra1b") { b, x in b[0] * (1 - 1 / (1 + b[1] * (x[0] / 2)).square) },
        NISTProblem(name: "Misra1c") { b, x in b[0] * (1 - (1 + b[1] * (2 * x[0])).power(Dual(-0.5))) },
        NISTProblem(name: "Misra1d") { b, x in b[0] * b[1] * x[0] / (1 + b[1] * x[0]) },
        NISTProblem(
            name: "Nelson",
            model: { b, x in b[0] - b[1] * x[0] * (-b[2] * x[1]).exponential },
            isLogarithmic: true
        ),
        NISTProblem(name: "Rat42") { b, x in b[0] / (1 + (b[1] - b[2] * x[0]).exponential) },
        NISTProblem(name: "Rat43") { b, x in b[0] / (1 + (b[1] - b[2] * x[0]).exponential).power(1 / b[3]) },
        NISTProblem(name: "Roszman1") { b, x in
            b[0] - b[1] * x[0] - (b[2] / (x[0] - b[3])).arcTangent * (1 / Double.pi)
        },
        NISTProblem(name: "Thurber", model: cubic),
    ]

    private static let chwirut: Model = { b, x in (-b[0] * x[0]).exponential / (b[1] + b[2] * x[0]) }

    private static let gauss: Model = { b, x in
        let decay = b[0] * (-b[1] * x[0]).exponential
        let first = b[2] * (-((x[0] - b[3]) / b[4]).square).exponential
        return decay + first + b[5] * (-((x[0] - b[6]) / b[7]).square).exponential
    }

    private static let lanczos: Model = { b, x in
        b[0] * (-b[1] * x[0]).exponential + b[2] * (-b[3] * x[0]).exponential + b[4] * (-b[5] * x[0]).exponential
    }

    private static let cubic: Model = { b, x in
        let (x1, x2, x3) = (x[0], x[0] * x[0], x[0] * x[0] * x[0])
        let numerator = b[0] + b[1] * x1 + b[2] * x2 + b[3] * x3
        return numerator / (1 + b[4] * x1 + b[5] * x2 + b[6] * x3)
    }
}

/// The problem as the solver takes it.
struct NISTLeastSquares: LeastSquaresProblem {
    let model: NISTProblem.Model
    let rows: [[Double]]
    let parameterCount: Int

    var bounds: [ClosedRange<Double>] { .init(repeating: -.infinity ... .infinity, count: parameterCount) }
    var dataLength: Double { rows.map { $0[0] }.squaredLength.squareRoot() }

    private func evaluate(_ b: [Double]) -> [Dual] {
        let parameters = b.enumerated().map { Dual.parameter($0.offset, $0.element) }
        return rows.map { model(parameters, Array($0.dropFirst())) }
    }

    mutating func residuals(at b: [Double]) -> [Double]? {
        let residuals = zip(evaluate(b), rows).map { $0.value - $1[0] }
        return residuals.allSatisfy(\.isFinite) ? residuals : nil
    }

    mutating func jacobian(at b: [Double]) -> [Double] {
        let values = evaluate(b)
        return b.indices.flatMap { k in values.map { $0.slope[k] } }
    }
}
