import Foundation

/// The methods that people use today, in Python, on the same splits.
struct PeerProcess {
    struct Peer: Decodable {
        let name: String
        let version: String
        /// By split and test row, value, low and high; `nil` where the peer could not fit.
        let predictions: [[[Double]]?]
    }

    enum Outcome {
        case measured([Peer])
        case skipped(reason: String)
    }

    private struct Question: Encodable {
        struct Part: Encodable {
            let name: String
            let train: [[Double]]
            let test: [[Double]]
        }
        let splits: [Part]
    }

    private struct Answer: Decodable { let peers: [Peer] }

    static func run(_ splits: [Split]) throws -> Outcome {
        let root = (0..<5).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let python = root.appending(path: ".build/accuracy-peers/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            return .skipped(reason: "skipped: Python or the packages are not installed, see `make accuracy`")
        }
        let question = Question(
            splits: splits.map { split in
                Question.Part(
                    name: split.name,
                    train: split.train.map { [$0.place.layers, $0.place.dim, $0.parameters, $0.value] },
                    test: split.test.map { [$0.place.layers, $0.place.dim, $0.parameters] }
                )
            }
        )
        let file = FileManager.default.temporaryDirectory.appending(path: "accuracy-\(UUID().uuidString).json")
        try JSONEncoder().encode(question).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = python
        process.arguments = [root.appending(path: "Benchmarks/Peers/python/accuracy_peers.py").path, file.path]
        // The splits share the cores, so each fit has one thread.
        process.environment = ProcessInfo.processInfo.environment.merging(["OPENBLAS_NUM_THREADS": "1"]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            return .skipped(reason: "skipped: a package is missing or does not run, see the error output")
        }
        return .measured(try JSONDecoder().decode(Answer.self, from: data).peers)
    }
}
