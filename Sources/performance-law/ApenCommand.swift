import ArgumentParser
import HTTPMessage
import LawService
import TableReading

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

    @Option(
        help:
            "Further measures: pooled,lempelZiv,shannon,compression (or compression:all for every block) or some of them, or none (default: all)."
    )
    var measures: String?

    @Option(
        help: """
            The most memory for the dataset, such as 2GiB. A service has its own bound. (default: 2GiB, or what the system permits)
            """,
        transform: ByteCount.parsed
    )
    var memory: ByteCount?

    @Option(help: "How many threads to use (default: one per core). A service has its own number.")
    var jobs: Int?

    @Flag(help: "Show how each file would be read, and measure nothing.")
    var explain = false

    @Option(help: "A name for the dataset, which only a service stores.")
    var name: String?

    @Flag(help: "Move the name if another dataset has it.")
    var replaceName = false

    @Flag(
        help:
            "Print a mergeable summary of these users, one line of JSON, without the pooled and the compression measure."
    )
    var partial = false

    @Flag(help: "Fold summaries of disjoint users, in any order, into the answer; with --partial into one summary.")
    var merge = false

    @Option(
        help: ArgumentHelp(
            "A file of patterns for the pooled measure: --partial writes it, --merge adds it up; repeat it for each part.",
            valueName: "file"
        )
    )
    var patterns: [String] = []

    @OptionGroup var server: ServerOption
    @OptionGroup var output: OutputOption

    func validate() throws {
        if let jobs, !(1...1_024).contains(jobs) { throw ValidationError("--jobs must lie between 1 and 1024") }
    }

    func run() throws {
        let inputs = files.map(InputFile.init)
        try InputFile.refuseRepeats(inputs)
        if merge { return try fold(inputs) }
        if explain { return try explain(inputs) }
        var parameters = given
        if partial {
            try checkPart()
            parameters["measures"] = measures ?? "lempelZiv,shannon"
        }
        guard patterns.isEmpty || partial else {
            throw CommandFailure.usage(
                "--patterns belongs to --partial or --merge; the pooled measure needs no file here"
            )
        }
        if let connection = try server.connection() { return try measure(inputs, parameters, by: connection) }
        guard name == nil, !replaceName else {
            throw CommandFailure.usage("--name: a dataset is stored by a service only; give --server")
        }
        var limits = MeasurementLimits(memoryBytes: try MemoryLimit.memory(memory).bytes)
        if let jobs { limits.jobs = jobs }
        try CommandFailure.wrapping { () throws(Problem) in try LocalMeasurement.check(parameters, isPart: partial) }
        let patternFile = try patterns.first.map { path throws(CommandFailure) in try PatternFile(path) }
        let measurement = try CommandFailure.wrapping { () throws(Problem) in
            try LocalMeasurement(
                parameters: parameters,
                limits: limits,
                fileNames: files,
                isPart: partial,
                patterns: patternFile?.output
            )
        }
        let progress = Self.progress(of: inputs)
        let signals = Self.endAtOnce(after: progress)
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
        if partial {
            let part = try CommandFailure.wrapping { () throws(Problem) in try measurement.finishPart() }
            progress.clear()
            return try StandardOutput.write(part)
        }
        let answer = try CommandFailure.wrapping { () throws(Problem) in
            try measurement.finish { progress.update(counted: $0) }
        }
        progress.clear()
        try output.write(.dataset, answer)
    }

    /// The parameters of `POST /apen` by name.
    private var given: [String: String] {
        Parameters.given([
            "m": patternLength, "r": tolerance, "maxLength": maxLength, "short": short, "measures": measures,
        ]).merging(reading.parameters) { $1 }
    }

    /// Refuses options that do not go with `--merge`.
    private func checkFold() throws(CommandFailure) {
        guard server.server == nil, name == nil, !replaceName else {
            throw .usage("--merge works here; send its summary to POST /datasets/import")
        }
        var without = given.keys.sorted().map(OptionNames.option)
        if explain { without.append("--explain") }
        guard let first = without.first else { return }
        let rest = without.dropFirst().map { ", \($0)" }.joined()
        throw .usage(
            "\(first)\(rest): \(rest.isEmpty ? "has" : "have") no meaning with --merge; the summaries keep how they were made"
        )
    }

    /// Refuses options that do not go with `--partial`.
    private func checkPart() throws(CommandFailure) {
        guard server.server == nil else { throw .usage("--partial: a summary is made here; leave --server out") }
        guard patterns.count < 2 else { throw .usage("--patterns: a summary has one file of patterns") }
    }

    /// Folds summaries, one in each line of each file.
    private func fold(_ inputs: [InputFile]) throws {
        try checkFold()
        let memory = try MemoryLimit.memory(memory)
        var parts = LocalParts(memoryBytes: memory.bytes)
        for input in inputs {
            try input.forEachLine(atMost: memory.bytes / 4) { number, line in
                let place = "\(input.path), line \(number)"
                do throws(Problem) {
                    try parts.add(line, at: place)
                } catch {
                    throw CommandFailure.ofOwnProcess(error, inLine: place)
                }
            }
        }
        if !patterns.isEmpty {
            try InputFile.refuseRepeats(patterns.map(InputFile.init))
            let counted = try patterns.map { path throws(CommandFailure) in try PatternFile.input(path) }
            do {
                try parts.complete(counted, memoryBytes: memory.bytes)
            } catch let problem as Problem {
                throw CommandFailure.ofOwnProcess(problem)
            }
        }
        if partial {
            // A summary has no warnings.
            parts.warnings.forEach(StandardError.report)
            return try StandardOutput.write(try CommandFailure.wrapping { () throws(Problem) in try parts.part() })
        }
        try output.write(.dataset, try CommandFailure.wrapping { () throws(Problem) in try parts.answer() })
    }

    /// Sends one file to a running service.
    private func measure(
        _ inputs: [InputFile],
        _ parameters: [String: String],
        by service: ServiceConnection
    ) throws {
        guard inputs.count == 1 else {
            throw CommandFailure.usage(
                "--server takes one file at a time; join the files, or measure them without --server"
            )
        }
        let named = Parameters.given(["name": name, "replaceName": replaceName ? "true" : nil])
        let progress = Self.progress(of: inputs)
        let signals = Self.endAtOnce(after: progress)
        defer {
            signals.cancel()
            progress.clear()
        }
        var bytes = 0
        let answer = try service.send(.post, ["apen"], parameters.merging(named) { $1 }) { write in
            try inputs[0].copy { slice in
                bytes += slice.count
                progress.update(bytes: bytes, tokens: nil)
                return write(slice)
            }
        }
        progress.clear()
        try output.write(.dataset, answer)
    }

    private static func progress(of inputs: [InputFile]) -> ProgressLine {
        let sizes = inputs.map(\.byteCount)
        return ProgressLine(totalBytes: sizes.contains(nil) ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) })
    }

    /// Temporary files have no name, so a process that ends at once leaves none behind.
    private static func endAtOnce(after progress: ProgressLine) -> StopSignals {
        StopSignals { number in
            progress.clear()
            StopSignals.end(by: number)
        }
    }

    private func explain(_ inputs: [InputFile]) throws {
        for input in inputs {
            if inputs.count > 1, !output.json { try StandardOutput.write("\(ShownText.escaped(input.path)):\n") }
            try input.explain("log", reading.parameters, output)
        }
    }
}
