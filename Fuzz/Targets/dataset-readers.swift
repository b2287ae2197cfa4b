import CZlib
import InteractionLog
import JSONText
import TableReading

/// Reads one input as an interaction log, whole and in slices. Users, members, faults, plans and skipped rows must be equal.
/// The first bytes choose the format, the compression, the options, the memory and the slices.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDatasetReaders(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    guard count > 3 else { return 0 }
    let message = UnsafeRawBufferPointer(rebasing: input[3...])
    var options = ReadingOptions()
    // Most inputs are recognised; 5 of 16 have a format that may contradict them.
    let choice = Int(input[0] & 15)
    if choice < TableFormat.allCases.count { options.format = TableFormat.allCases[choice] }
    if input[0] & 0x20 != 0 { options.onError = .skip }
    if input[0] & 0x40 != 0 { options.padding = "0" }
    let reading = Reading(
        options: options,
        // Little memory sends interactions to a temporary file, which is much slower than the rest.
        memory: input[0] & 0x80 != 0 ? Int(input[2]) << 8 : 1 << 24,
        isForm: choice == 15,
        // The same text twice makes every user reappear.
        files: choice == 14 ? 2 : 1
    )
    // A few inputs are gzip already, by chance or from the corpus; some of the others are compressed here.
    if input[0] & 0x10 != 0, !reading.isForm, let coded = gzip(message) {
        coded.withUnsafeBytes { compare(reading, $0, slices: input, with: reading.outcome(of: message, slices: [])) }
    } else {
        compare(reading, message, slices: input, with: reading.outcome(of: message, slices: []))
    }
    return 0
}

/// Memory is measured after each slice, so only an outcome without memory may depend on the slices.
private func compare(
    _ reading: Reading,
    _ message: UnsafeRawBufferPointer,
    slices: UnsafeRawBufferPointer,
    with whole: Outcome
) {
    for slices in [[1], [Int(slices[1]) + 1, Int(slices[2]) + 1]] {
        let outcome = reading.outcome(of: message, slices: slices)
        precondition(outcome == whole || outcome.isOutOfMemory || whole.isOutOfMemory, "slicing changes the outcome")
    }
}

private struct Outcome: Equatable {
    var log = Recorder()
    var faults: LogFaults?
    var nonNumericItems: LogFaults?
    var skippedFaults: LogFaults?
    var files: [File] = []
    var report: LogReport?

    struct File: Equatable {
        var structure: ReadingPlan.Structure?
        var roles: ReadingPlan.Roles?
        var warnings: [String]
        var ties: Int
        var skipped: Int
    }

    var isOutOfMemory: Bool { faults?.cause == .memory }
}

private struct Reading {
    var options: ReadingOptions
    var memory: Int
    var isForm: Bool
    var files: Int

    /// - Parameter slices: The lengths of the slices, repeated; empty for one slice.
    func outcome(of message: UnsafeRawBufferPointer, slices: [Int]) -> Outcome {
        var limits = LogLimits(memory: memory, lineBytes: 200, textBytes: 1 << 18, faults: 5)
        limits.json.depth = 8
        limits.json.tokenBytes = 100
        limits.json.nodes = 50
        var reader = LogReader(options: options, memberNames: ["m", "name"] + ReadingOptions.names, limits: limits)
        if isForm { reader.contentType = "multipart/form-data; boundary=x" }
        var outcome = Outcome()
        do throws(LogFaults) {
            for file in 0..<files {
                if file > 0 { try reader.endFile(into: &outcome.log) }
                try read(message, slices, with: &reader, into: &outcome.log)
            }
            try reader.finish(into: &outcome.log)
        } catch {
            // What was delivered before the fault is not used.
            return Outcome(faults: error)
        }
        outcome.nonNumericItems = reader.nonNumericItems
        outcome.skippedFaults = reader.skippedFaults
        outcome.report = reader.report
        outcome.files = reader.files.map { file in
            Outcome.File(
                structure: file.planning.plan?.structure,
                roles: file.planning.plan?.roles,
                warnings: file.planning.warnings.map(\.code),
                ties: file.ties,
                skipped: file.skipped
            )
        }
        return outcome
    }

    private func read(
        _ message: UnsafeRawBufferPointer,
        _ slices: [Int],
        with reader: inout LogReader,
        into log: inout Recorder
    ) throws(LogFaults) {
        var position = 0
        var turn = 0
        while position < message.count {
            let length = slices.isEmpty ? message.count : slices[turn % slices.count]
            let end = min(message.count, position + length)
            turn += 1
            // A copy, so that the sanitizer sees any read beyond the slice.
            let slice = [UInt8](message[position..<end])
            position = end
            try slice.withUnsafeBufferPointer { (bytes) throws(LogFaults) in
                try reader.read(UnsafeRawBufferPointer(bytes), into: &log)
            }
        }
    }
}

/// The contents of a log, as labels.
private struct Recorder: SequenceConsumer, Equatable {
    var users: [[String]] = []
    var members: [String] = []
    var fingerprint = DatasetFingerprint()
    private var scratch: [UInt8] = []

    mutating func user(_ sequence: UserSequence) {
        users.append((0..<sequence.count).map { sequence.label(at: $0) })
        fingerprint.add(sequence, scratch: &scratch)
    }

    mutating func restart() {
        users = []
        fingerprint = DatasetFingerprint()
    }

    mutating func member(_ name: String, _ value: JSONValue) { members.append("\(name) \(value)") }

    static func == (left: Recorder, right: Recorder) -> Bool {
        left.users == right.users && left.members == right.members && left.fingerprint == right.fingerprint
    }
}

/// The bytes as a gzip stream, or nil if zlib has no memory left.
private func gzip(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    // 16 more than the window bits means gzip's header.
    guard deflateInit2_(&stream, 1, Z_DEFLATED, 9 + 16, 1, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
        return nil
    }
    defer { deflateEnd(&stream) }
    return [UInt8](unsafeUninitializedCapacity: bytes.count + bytes.count / 8 + 128) { output, count in
        stream.next_in = UnsafeMutablePointer(mutating: bytes.assumingMemoryBound(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(bytes.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "the output is too short")
        count = output.count - Int(stream.avail_out)
    }
}
