import CReadingLoop
import Glibc
import InteractionLog
import JSONText
import SequenceEntropy
import TableReading

// readerbench FORMAT FILE [parse|whole|N|c-parse|c-whole [MEASURES]] reads a log. `parse` only reads, `whole` measures too,
// N measures on N threads. `c-parse` and `c-whole` are plain C loops without checks, for `sasrec` and `json`.
// Output: tokens, processor seconds, elapsed seconds, million tokens per second of each, peak MB.

/// Counts and drops the sequences, so that reading alone is measured.
struct Drain: SequenceConsumer {
    private(set) var tokens = 0

    mutating func user(_ sequence: UserSequence) { tokens += sequence.count }

    mutating func restart() { tokens = 0 }

    mutating func member(_ name: String, _ value: JSONValue) {}
}

/// Measures a log and computes its fingerprint, as the service does.
struct Sink: SequenceConsumer {
    private let options: EntropyOptions
    private(set) var entropy: DatasetEntropy
    private(set) var fingerprint = DatasetFingerprint()
    private(set) var tokens = 0
    private var scratch: [UInt8] = []

    init(options: EntropyOptions) {
        self.options = options
        entropy = DatasetEntropy(options)
    }

    mutating func user(_ sequence: UserSequence) {
        tokens += sequence.count
        fingerprint.add(sequence, scratch: &scratch)
        entropy.add(sequence.items)
    }

    mutating func restart() { self = Sink(options: options) }

    mutating func member(_ name: String, _ value: JSONValue) {}
}

/// The same on several threads, including the thread that reads.
struct ParallelSink: SequenceConsumer {
    private let measures: Set<Measure>
    private let jobs: Int
    private let entropy: ParallelEntropy
    private(set) var fingerprint = DatasetFingerprint()
    private var scratch: [UInt8] = []

    init(measures: Set<Measure>, jobs: Int) throws {
        self.measures = measures
        self.jobs = jobs
        entropy = ParallelEntropy(try EntropyOptions(measures: measures), jobs: jobs)
    }

    mutating func user(_ sequence: UserSequence) {
        fingerprint.add(sequence, scratch: &scratch)
        entropy.add(sequence.items)
    }

    mutating func restart() { preconditionFailure("the logs measured here are grouped by user") }

    mutating func member(_ name: String, _ value: JSONValue) {}

    func tokens() -> Int { entropy.finish().summaries()[0].tokens }
}

func usage() -> (processor: Double, peakMegabytes: Int) {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss / 1_024)
}

func read(_ path: String, _ format: TableFormat, into consumer: inout some SequenceConsumer) throws {
    var options = ReadingOptions()
    options.format = format
    var reader = LogReader(options: options)
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    let slice = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { slice.deallocate() }
    while true {
        let count = Glibc.read(descriptor, slice.baseAddress, slice.count)
        if count <= 0 { break }
        try reader.read(UnsafeRawBufferPointer(rebasing: slice[..<count]), into: &consumer)
    }
    try reader.finish(into: &consumer)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let format = TableFormat(rawValue: arguments[1]) else { exit(64) }
let mode = arguments.count > 3 ? arguments[3] : "whole"
let measures = (arguments.count > 4 ? arguments[4] : "").split(separator: ",")
let options = try EntropyOptions(measures: Set(measures.compactMap { Measure(rawValue: String($0)) }))
let begin = (usage().processor, ContinuousClock.now)
let tokens: Int
if mode == "parse" {
    var drain = Drain()
    try read(arguments[2], format, into: &drain)
    tokens = drain.tokens
} else if mode == "c-parse" {
    tokens = Int(parsing_loop(arguments[2], format == .json ? 1 : 0))
} else if mode == "c-whole" {
    tokens = Int(measuring_loop(arguments[2], format == .json ? 1 : 0))
} else if let jobs = Int(mode) {
    var sink = try ParallelSink(measures: options.measures, jobs: jobs)
    try read(arguments[2], format, into: &sink)
    tokens = sink.tokens()
} else {
    var sink = Sink(options: options)
    try read(arguments[2], format, into: &sink)
    tokens = sink.entropy.summaries()[0].tokens
}
let (end, peak) = usage()
let elapsed = (ContinuousClock.now - begin.1) / .seconds(1)
let processor = end - begin.0
let (rate, elapsedRate) = (Double(tokens) / processor / 1e6, Double(tokens) / elapsed / 1e6)
print(format.rawValue, mode, tokens, processor, elapsed, rate, elapsedRate, peak)
