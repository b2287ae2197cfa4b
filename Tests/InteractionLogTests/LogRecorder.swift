import InteractionLog
import JSONText
import SequenceEntropy
import TableReading
import Testing

/// Records the contents of a log, as labels.
struct LogRecorder: SequenceConsumer {
    private(set) var users: [[String]] = []
    private(set) var members: [String] = []
    private(set) var restarts = 0
    private(set) var fingerprint = DatasetFingerprint()
    private(set) var entropy: DatasetEntropy?
    private var scratch: [UInt8] = []
    private var integers: [UInt32] = []

    init(options: EntropyOptions? = nil) {
        entropy = options.map { DatasetEntropy($0) }
    }

    mutating func user(_ sequence: UserSequence) {
        users.append((0..<sequence.count).map { sequence.label(at: $0) })
        fingerprint.add(sequence, scratch: &scratch)
        let areIntegers = sequence.integers(into: &integers)
        integers.withUnsafeBufferPointer { entropy?.add(sequence.items, integers: areIntegers ? $0 : nil) }
    }

    mutating func restart() {
        restarts += 1
        users.removeAll()
        fingerprint = DatasetFingerprint()
        entropy = entropy.map { DatasetEntropy($0.options) }
    }

    mutating func member(_ name: String, _ value: JSONValue) {
        members.append("\(users.count) \(name) \(value.kind.rawValue)")
    }

    struct Reading {
        var recorder: LogRecorder
        var faults: LogFaults?
        var nonNumericItems: LogFaults?
        var skippedRecords = 0
        var skippedFaults: LogFaults?
        var files: [FileReading] = []
        var report: LogReport?

        /// Place and detail of each listed fault.
        var lines: [String] { (faults?.faults ?? []).map { "\($0.place): \($0.detail)" } }
    }

    /// Reads the files of a log, each in slices that end at `cuts`.
    ///
    /// - Parameter parameters: The reading options, by their names in the HTTP contract.
    static func read(
        files: [[UInt8]],
        _ parameters: [String: String] = [:],
        cuts: [Int] = [],
        memberNames: [String] = [],
        limits: LogLimits = LogLimits(),
        options: EntropyOptions? = nil
    ) throws -> Reading {
        var reading = Reading(recorder: LogRecorder(options: options))
        var readingOptions = ReadingOptions()
        for (name, text) in parameters { try readingOptions.set(name, to: text) }
        var reader = LogReader(options: readingOptions, memberNames: memberNames, limits: limits)
        do {
            for (index, bytes) in files.enumerated() {
                if index > 0 { try reader.endFile(into: &reading.recorder) }
                var begin = 0
                for end in cuts.filter({ $0 <= bytes.count }) + [bytes.count] {
                    // A copy, so that nothing can be read beyond the slice.
                    try Array(bytes[begin..<end]).withUnsafeBytes { try reader.read($0, into: &reading.recorder) }
                    begin = end
                }
            }
            try reader.finish(into: &reading.recorder)
        } catch let faults as LogFaults {
            reading.faults = faults
        }
        reading.nonNumericItems = reader.nonNumericItems
        reading.skippedRecords = reader.skippedRecords
        reading.skippedFaults = reader.skippedFaults
        reading.files = reader.files
        reading.report = reader.report
        return reading
    }

    static func read(
        _ text: String,
        _ parameters: [String: String] = [:],
        cuts: [Int] = [],
        memberNames: [String] = [],
        limits: LogLimits = LogLimits()
    ) throws -> Reading {
        try read(files: [Array(text.utf8)], parameters, cuts: cuts, memberNames: memberNames, limits: limits)
    }
}
