import InteractionLog
import JSONText
import SequenceEntropy
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

        /// Place and detail of each listed fault.
        var lines: [String] { (faults?.faults ?? []).map { "\($0.place): \($0.detail)" } }
    }

    /// Reads a log in slices that end at `cuts`.
    static func read(
        _ bytes: [UInt8],
        _ format: LogFormat,
        cuts: [Int] = [],
        limits: LogLimits = LogLimits(),
        options: EntropyOptions? = nil,
        onError policy: FaultPolicy = .refuse
    ) throws -> Reading {
        var reading = Reading(recorder: LogRecorder(options: options))
        var reader = LogReader(format: format, limits: limits, onError: policy)
        do {
            var begin = 0
            for end in cuts + [bytes.count] {
                // A copy, so that nothing can be read beyond the slice.
                try Array(bytes[begin..<end]).withUnsafeBytes { try reader.read($0, into: &reading.recorder) }
                begin = end
            }
            try reader.finish(into: &reading.recorder)
        } catch let faults as LogFaults {
            reading.faults = faults
        }
        reading.nonNumericItems = reader.nonNumericItems
        reading.skippedRecords = reader.skippedRecords
        reading.skippedFaults = reader.skippedFaults
        return reading
    }

    static func read(
        _ text: String,
        _ format: LogFormat,
        cuts: [Int] = [],
        onError policy: FaultPolicy = .refuse
    ) throws -> Reading {
        try read(Array(text.utf8), format, cuts: cuts, onError: policy)
    }
}
