import CZlib
import InteractionLog
import JSONText

/// Reads one input as an interaction log, whole and in slices. Users, members, faults and skipped records must be
/// equal. The first bytes choose the format, the coding, the fault policy, the memory and the slices.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDatasetReaders(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    guard count > 3 else { return 0 }
    let message = UnsafeRawBufferPointer(rebasing: input[3...])
    let formats = LogFormat.allCases
    let format = LogFormat.detect(in: message)
    let reading = Reading(
        format: format != nil && input[0] & 0x40 != 0 ? format ?? .json : formats[Int(input[0] & 7) % formats.count],
        isCoded: input[0] & 0x18 != 0,
        policy: input[0] & 0x20 != 0 ? .skip : .refuse,
        // Little memory sends interactions to a temporary file, which is much slower than the rest.
        memory: input[0] & 0x80 != 0 ? Int(input[2]) << 8 : 1 << 24
    )
    // A few inputs are gzip already, by chance or from the corpus; the others are compressed here.
    if reading.isCoded, input[0] & 0x10 != 0, let coded = gzip(message) {
        let plain = Reading(format: reading.format, isCoded: false, policy: reading.policy, memory: reading.memory)
        coded.withUnsafeBytes { compare(reading, $0, slices: input, with: plain.outcome(of: message, slices: [])) }
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
    var codingFault: GzipDecoder.Fault?
    var nonNumericItems: LogFaults?
    var skippedRecords = 0
    var skippedFaults: LogFaults?

    var isOutOfMemory: Bool { faults?.cause == .memory }
}

private struct Reading {
    var format: LogFormat
    var isCoded: Bool
    var policy: FaultPolicy
    var memory: Int

    /// - Parameter slices: The lengths of the slices, repeated; empty for one slice.
    func outcome(of message: UnsafeRawBufferPointer, slices: [Int]) -> Outcome {
        var limits = LogLimits(memory: memory, lineBytes: 200, faults: 5)
        limits.json.depth = 8
        limits.json.tokenBytes = 100
        limits.json.nodes = 50
        var reader = LogReader(format: format, limits: limits, onError: policy)
        var outcome = Outcome()
        do {
            try read(message, slices, with: &reader, into: &outcome.log)
            try reader.finish(into: &outcome.log)
        } catch let faults as LogFaults {
            // What was delivered before the fault is not used.
            return Outcome(faults: faults)
        } catch {
            return Outcome(codingFault: error as? GzipDecoder.Fault)
        }
        outcome.nonNumericItems = reader.nonNumericItems
        outcome.skippedRecords = reader.skippedRecords
        outcome.skippedFaults = reader.skippedFaults
        return outcome
    }

    private func read(
        _ message: UnsafeRawBufferPointer,
        _ slices: [Int],
        with reader: inout LogReader,
        into log: inout Recorder
    ) throws {
        var decoder = try isCoded ? GzipDecoder(limit: 1 << 18) : nil
        var position = 0
        var turn = 0
        while position < message.count {
            let length = slices.isEmpty ? message.count : slices[turn % slices.count]
            let end = min(message.count, position + length)
            turn += 1
            // A copy, so that the sanitizer sees any read beyond the slice.
            let slice = [UInt8](message[position..<end])
            position = end
            try slice.withUnsafeBytes { bytes in
                guard isCoded else { return try reader.read(bytes, into: &log) }
                var faults: LogFaults?
                try decoder?.decode(bytes) { text in
                    do throws(LogFaults) {
                        try reader.read(text, into: &log)
                        return true
                    } catch {
                        faults = error
                        return false
                    }
                }
                if let faults { throw faults }
            }
        }
        try decoder?.finish()
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

    mutating func member(_ name: String, _ value: JSONValue) { members.append("\(users.count) \(name) \(value)") }

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
