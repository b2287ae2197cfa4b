import Foundation

/// Prints our rows and the peers' rows for one log, each as soon as it is measured.
struct Table {
    private let executable: String
    private let python: String
    private let peers: String
    /// The reference of each group, with which its other rows are compared.
    private var references: [String: Figures] = [:]

    init() {
        executable = CommandLine.arguments[0]
        python = ProcessInfo.processInfo.environment["PEERS_PYTHON"] ?? "python3"
        peers =
            URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Peers/python/entropy_peers.py").standardizedFileURL.path
    }

    static func printHeader() {
        print("| work | tokens | s | CPU s | M tokens/s | peak MB | ours × as fast | by CPU | |")
        print("|---|---|---|---|---|---|---|---|---|")
    }

    mutating func printRows(of log: LogFiles) throws {
        references = [:]
        for row in Row.allCases where log.tokens <= row.largest {
            let argument = row == .tolerance ? "\(log.tokens)" : row.argument(log)
            let line = try Command.output([executable, "row", row.rawValue, argument])
            if row.isReference { references[row.group] = Figures(line) }
            printRow(row.rawValue, row.group, line, isOurs: row != .cLoop)
        }
        let found = try Command.output(["/usr/bin/env", python, peers, "\(log.tokens)", log.json, log.lines]) { line in
            let fields = line.split(separator: "\t", maxSplits: 2).map(String.init)
            if fields.count == 3 { printRow(fields[1], fields[0], fields[2], isOurs: false) }
        }
        if found.isEmpty { print("| Python's peers | no `\(python)`: name one by PEERS_PYTHON |") }
    }

    private func printRow(_ name: String, _ group: String, _ line: String, isOurs: Bool) {
        defer { fflush(nil) }
        guard let figures = Figures(line) else {
            return print("| \(name) | | | | | | | | \(line.isEmpty ? "failed" : line) |")
        }
        func rounded(_ value: Double) -> String { String(format: "%.3g", value) }
        let ours = isOurs ? nil : references[group]
        let ratio = ours.map { rounded($0.rate / figures.rate) } ?? ""
        let processorRatio = ours.map { rounded($0.processorRate / figures.processorRate) } ?? ""
        let numbers = [figures.elapsed, figures.processor, figures.rate / 1e6].map(rounded).joined(separator: " | ")
        let ratios = "\(ratio) | \(processorRatio)"
        print("| \(name) | \(figures.tokens) | \(numbers) | \(figures.peakMegabytes) | \(ratios) | \(figures.note) |")
    }
}
