import ArgumentParser
import LawService

/// `performance-law apen`: `POST /apen` for files, without a store.
struct ApenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apen",
        abstract: "Measure the quality of a dataset: approximate entropy, ApEn′ and D′."
    )

    @Argument(help: "Files that make up one dataset, or - for standard input.")
    var files: [String]

    @Option(help: "json, ndjson or sasrec (default: by the file's ending, as far as it tells).")
    var format: String?

    @Option(name: .customLong("m"), help: "The pattern length (default: 2).")
    var patternLength: String?

    @Option(name: .customLong("r"), help: "The tolerance; above 0 items must be numbers (default: 0).")
    var tolerance: String?

    @Option(help: "Keep each user's last so many items.")
    var maxLength: String?

    @Option(help: "exclude or zero: what users with fewer than m + 1 items count as (default: exclude).")
    var short: String?

    @Option(help: "Which of pooled,lempelZiv,shannon,compression to compute besides, or none (default: all).")
    var measures: String?

    @Option(help: "What the dataset may hold in memory, such as 2GiB.")
    var memory: ByteCount = ByteCount(bytes: 2 << 30)

    @OptionGroup var output: OutputOption

    func run() throws {
        let inputs = files.map(InputFile.init)
        let format = try format ?? Self.format(of: inputs)
        if inputs.count > 1, format == "json" {
            throw CommandFailure.usage("several files make one dataset in the formats ndjson and sasrec only")
        }
        let parameters = Parameters.given([
            "m": patternLength, "r": tolerance, "maxLength": maxLength, "short": short, "measures": measures,
        ])
        var meter = try CommandFailure.wrapping { () throws(Problem) in
            try DatasetMeter(format: format, parameters: parameters, memoryBytes: memory.bytes)
        }
        for (index, input) in inputs.enumerated() {
            // A file may end without a line feed; its last line must not run into the next file's first.
            if index > 0 { try CommandFailure.wrapping { () throws(Problem) in try meter.endLine() } }
            try input.forEachSlice { slice in
                try CommandFailure.wrapping { () throws(Problem) in try meter.read(slice) }
            }
        }
        try output.write(try CommandFailure.wrapping { () throws(Problem) in try meter.finish() })
    }

    /// By the ending of the first file.
    private static func format(of inputs: [InputFile]) throws -> String {
        switch inputs.first?.ending {
        case "json": "json"
        case "ndjson", "jsonl": "ndjson"
        case "txt", "sasrec": "sasrec"
        default: throw CommandFailure.usage("--format: say json, ndjson or sasrec; the file's ending does not tell")
        }
    }
}
