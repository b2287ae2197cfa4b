import ArgumentParser
import LawService

/// `performance-law apen`: `POST /apen` for files, without a store.
struct ApenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apen",
        abstract: "Measure the quality of a dataset: approximate entropy, ApEn′ and D′."
    )

    @Argument(help: "Files that make up one dataset, gzipped or not, or - for standard input.")
    var files: [String]

    @OptionGroup var reading: ReadingOptionGroup

    @Option(name: .customLong("m"), help: "The pattern length, or several such as 1,2,3 in one pass (default: 2).")
    var patternLength: String?

    @Option(name: .customLong("r"), help: "The tolerance; above 0, all items must be numbers (default: 0).")
    var tolerance: String?

    @Option(help: "Keep this many of each user's last items; several such as 25,50,100 are measured in one pass.")
    var maxLength: String?

    @Option(help: "exclude or zero: how users with fewer than m + 1 items count (default: exclude).")
    var short: String?

    @Option(help: "Further measures: pooled,lempelZiv,shannon,compression or some of them, or none (default: all).")
    var measures: String?

    @Option(help: "The most memory for the dataset, such as 2GiB.")
    var memory: ByteCount = ByteCount(bytes: 2 << 30)

    @Option(help: "How many threads to use (default: one per core).")
    var jobs: Int?

    @Flag(help: "Show how each file would be read, and measure nothing.")
    var explain = false

    @OptionGroup var output: OutputOption

    func validate() throws {
        if let jobs, !(1...1_024).contains(jobs) { throw ValidationError("--jobs must lie between 1 and 1024") }
    }

    func run() throws {
        let inputs = files.map(InputFile.init)
        if explain { return try explain(inputs) }
        let parameters = Parameters.given([
            "m": patternLength, "r": tolerance, "maxLength": maxLength, "short": short, "measures": measures,
        ]).merging(reading.parameters) { $1 }
        var limits = MeasurementLimits(memoryBytes: memory.bytes)
        if let jobs { limits.jobs = jobs }
        let measurement = try CommandFailure.wrapping { () throws(Problem) in
            try LocalMeasurement(parameters: parameters, limits: limits, fileNames: files)
        }
        let sizes = inputs.map(\.byteCount)
        let progress = ProgressLine(totalBytes: sizes.contains(nil) ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) })
        // Temporary files have no name, so a process that ends at once leaves none behind.
        let signals = StopSignals { number in
            progress.clear()
            StopSignals.end(by: number)
        }
        defer {
            signals.cancel()
            progress.clear()
        }
        var bytes = 0
        for (index, input) in inputs.enumerated() {
            if index > 0 { try CommandFailure.wrapping { () throws(Problem) in try measurement.endFile() } }
            try input.forEachSlice { slice in
                try CommandFailure.wrapping { () throws(Problem) in try measurement.read(slice) }
                bytes += slice.count
                progress.update(bytes: bytes, tokens: measurement.tokens)
            }
        }
        let answer = try CommandFailure.wrapping { () throws(Problem) in
            try measurement.finish { progress.update(counted: $0) }
        }
        progress.clear()
        try output.write(answer)
    }

    private func explain(_ inputs: [InputFile]) throws {
        for input in inputs {
            if inputs.count > 1, !output.json { try StandardOutput.write("\(input.path):\n") }
            try input.explain("log", reading.parameters, output)
        }
    }
}
