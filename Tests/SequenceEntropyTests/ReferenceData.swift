import Foundation

/// The fixtures `apen-vectors.json` (values of the official implementation) and `apen-datasets.csv`, and the example log.
enum ReferenceData {
    struct Vectors: Decodable {
        let cases: [Sequence]
        let datasetCases: [Dataset]
    }

    struct Sequence: Decodable, Sendable, CustomStringConvertible {
        let id: String
        let sequence: [Decimal]
        let m: Int
        let r: Double
        let apen: Double
        /// As text, because it has fifty digits.
        let signedExact: String
        let actualEntropy: Double
        let shannonEntropy: Double
        let compressedBytes: Int?

        var description: String { id }
    }

    struct Dataset: Decodable, Sendable, CustomStringConvertible {
        let id: String
        let sequences: [[UInt32]]
        let m: Int
        let users: Int
        let tokens: Int
        let perUser: [Double]
        let usersNLeM: Int
        let meanApen: Double
        let apenPrime: Double?
        let dPrime: Double?
        let pooledWindowsM: Int
        let pooledWindowsM1: Int
        let pooledApen: Double

        var description: String { id }
    }

    static let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "..").standardizedFileURL

    static let vectors: Vectors? = {
        do {
            let data = try Data(contentsOf: tests.appending(path: "Fixtures/apen-vectors.json"))
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Vectors.self, from: data)
        } catch {
            print(error)
            return nil
        }
    }()

    static let wikipediaEdits: [[UInt32]] = {
        do {
            let file = tests.appending(path: "../examples/wikipedia-edits.json")
            return try JSONDecoder().decode([[UInt32]].self, from: Data(contentsOf: file))
        } catch {
            print(error)
            return []
        }
    }()

    /// The rows for the Wikipedia edits, by column name.
    static let wikipediaRows: [[String: String]] = {
        do {
            let text = try String(contentsOf: tests.appending(path: "Fixtures/apen-datasets.csv"), encoding: .utf8)
            let rows = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",").map(String.init) }
            return rows.dropFirst().filter { $0[0] == "wikipedia-edits" }
                .map { Dictionary(uniqueKeysWithValues: zip(rows[0], $0)) }
        } catch {
            print(error)
            return []
        }
    }()
}
