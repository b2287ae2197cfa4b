/// Reads an interaction log from bytes to one user's sequence at a time.
///
/// All faults of a log are reported together, at its end or where its syntax breaks. After the first one nothing more is
/// handed on, but reading continues to find the others. Formats whose users come one after another take the memory of
/// the labels and the longest sequence; the others group their interactions in memory.
public struct LogReader: Sendable {
    /// Bytes that are read before what they held is handed on.
    private static let sliceBytes = 1 << 16
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var reader: any FormatReader
    private var output: LogOutput
    /// The first bytes of the log, until it is known whether they are a byte order mark.
    private var mark: [UInt8]? = []
    private var isEnded = false

    /// - Returns: Nil for a format that is not in `LogFormat.readable`.
    public init?(format: LogFormat, limits: LogLimits = LogLimits()) {
        switch format {
        case .json: reader = JSONLogReader(limits: limits)
        case .ndjson: reader = NDJSONLogReader(limits: limits)
        case .sasrec: reader = SASRecLogReader(limits: limits)
        case .csv, .recbole: return nil
        }
        output = LogOutput(limits: limits)
    }

    /// The labels of the items so far.
    public var items: ItemTable { output.items }

    /// Items without a numeric value, each where its label appears first: faults where the caller needs numbers.
    public var nonNumericItems: LogFaults? { output.nonNumeric.isEmpty ? nil : output.nonNumeric.faults }

    /// Reads a slice of the log; slices may be cut anywhere.
    public mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        into consumer: inout some SequenceConsumer
    ) throws(LogFaults) {
        guard !isEnded else { throw output.faults.faults }
        var rest = bytes[...]
        if mark != nil { try skipMark(&rest, into: &consumer) }
        try readSlices(UnsafeRawBufferPointer(rebasing: rest), into: &consumer)
    }

    /// Ends the log. - Throws: Its faults, if there are any.
    public mutating func finish(into consumer: inout some SequenceConsumer) throws(LogFaults) {
        guard !isEnded else { throw output.faults.faults }
        try readMark(into: &consumer)
        do throws(InputFault) {
            try reader.finish(into: &output)
        } catch {
            try stop(with: error)
        }
        isEnded = true
        guard output.faults.isEmpty else { throw output.faults.faults }
        handOn(to: &consumer)
        if let grouping = output.grouping {
            output.grouping = nil
            grouping.forEachUser { consumer.user($0, items: output.items) }
        }
    }

    /// Takes a byte order mark, which an exported file may begin with, off the log.
    private mutating func skipMark(
        _ rest: inout Slice<UnsafeRawBufferPointer>,
        into consumer: inout some SequenceConsumer
    ) throws(LogFaults) {
        while let first = mark, let byte = rest.first {
            guard byte == Self.byteOrderMark[first.count] else {
                try readMark(into: &consumer)
                return
            }
            rest.removeFirst()
            mark = first.count == 2 ? nil : first + [byte]
        }
    }

    /// Reads what only looked like the beginning of a byte order mark.
    private mutating func readMark(into consumer: inout some SequenceConsumer) throws(LogFaults) {
        guard let bytes = mark else { return }
        mark = nil
        // `withUnsafeBytes` rethrows untyped, so the outcome leaves it as a value.
        let outcome = bytes.withUnsafeBytes { buffer in
            Result { () throws(LogFaults) in try readSlices(buffer, into: &consumer) }
        }
        try outcome.get()
    }

    private mutating func readSlices(
        _ bytes: UnsafeRawBufferPointer,
        into consumer: inout some SequenceConsumer
    ) throws(LogFaults) {
        var begin = 0
        while begin < bytes.count {
            let end = min(begin + Self.sliceBytes, bytes.count)
            do throws(InputFault) {
                try reader.read(UnsafeRawBufferPointer(rebasing: bytes[begin..<end]), into: &output)
                if output.bytes + reader.bytes > output.limits.memory {
                    throw InputFault(
                        place: .whole,
                        detail: "the log needs more than \(output.limits.memory) bytes of memory"
                    )
                }
            } catch {
                try stop(with: error)
            }
            if output.faults.isEmpty { handOn(to: &consumer) }
            begin = end
        }
    }

    private mutating func handOn(to consumer: inout some SequenceConsumer) {
        var members = output.members[...]
        for index in 0..<output.sequences.count {
            while let member = members.first, member.sequences <= index {
                consumer.member(member.name, member.value)
                members.removeFirst()
            }
            output.sequences.withSequence(index) { consumer.user($0, items: output.items) }
        }
        for member in members { consumer.member(member.name, member.value) }
        output.sequences.removeAll()
        output.members.removeAll()
    }

    private mutating func stop(with fault: InputFault) throws(LogFaults) {
        isEnded = true
        output.faults.add(fault.detail, at: fault.place)
        throw output.faults.faults
    }
}
