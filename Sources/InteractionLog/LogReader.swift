import TemporaryStorage

/// Reads an interaction log from bytes to one user's sequence at a time.
///
/// All faults of a log are reported together, at its end or where its syntax breaks. After the first one no more users
/// are handed on, but reading continues to find the others. Where users come one after another this takes the memory of the
/// labels and the longest sequence; where they do not, interactions beyond `LogLimits.memory` wait in a temporary file.
public struct LogReader: Sendable {
    /// Bytes that are read before what they held is handed on.
    private static let sliceBytes = 1 << 16
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var reader: any FormatReader
    private var output: ReaderState
    /// The first bytes of the log, until it is known whether they are a byte order mark.
    private var mark: [UInt8]? = []
    private var cause = LogFaults.Cause.content
    private var isEnded = false
    private let isCancelled: @Sendable () -> Bool

    /// How far the reading has come.
    public private(set) var progress = LogProgress()

    /// - Parameter isCancelled: Asked between slices and between users; once it says so, reading ends with a fault.
    public init(
        format: LogFormat,
        limits: LogLimits = LogLimits(),
        onError policy: FaultPolicy = .refuse,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.isCancelled = isCancelled
        reader =
            switch format {
            case .json: JSONLogReader(limits: limits)
            case .ndjson: NDJSONLogReader(limits: limits)
            case .csv: DelimitedLogReader(limits: limits, isRecBole: false)
            case .recbole: DelimitedLogReader(limits: limits, isRecBole: true)
            case .sasrec: SASRecLogReader(limits: limits)
            }
        output = ReaderState(limits: limits, policy: policy)
    }

    /// The labels of the items so far.
    public var items: Vocabulary { output.items }

    /// Items without a numeric value, each where its label appears first: faults where the caller needs numbers.
    public var nonNumericItems: LogFaults? { output.nonNumeric.isEmpty ? nil : output.nonNumeric.faults() }

    /// How many records were left out, by `FaultPolicy.skip`.
    public var skippedRecords: Int { output.policy == .skip ? output.skippedRecords : 0 }

    /// Why records were left out; nil where none was.
    public var skippedFaults: LogFaults? { output.skipped.isEmpty ? nil : output.skipped.faults(of: records) }

    /// Lines, interactions or sequences so far, those left out included.
    private var records: (count: Int, name: String)? {
        output.records > 0 ? (output.records, output.recordName) : nil
    }

    private var faults: LogFaults { output.faults.faults(of: records, cause: cause) }

    /// Reads a slice of the log; slices may be cut anywhere.
    public mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        into consumer: inout some SequenceConsumer
    ) throws(LogFaults) {
        guard !isEnded else { throw faults }
        var rest = bytes[...]
        if mark != nil { try skipMark(&rest, into: &consumer) }
        try readSlices(UnsafeRawBufferPointer(rebasing: rest), into: &consumer)
    }

    /// Ends a part, such as one of several files that make up a log: the line that it left open ends, and the next part
    /// begins with a line 1 and a header of its own. A `json` log has one part only.
    public mutating func endFile(into consumer: inout some SequenceConsumer) throws(LogFaults) {
        guard !isEnded else { throw faults }
        try readMark(into: &consumer)
        do throws(InputFault) {
            try reader.endFile(into: &output)
        } catch {
            handOnMembers(to: &consumer)
            try stop(with: error)
        }
        output.beginPart()
        mark = []
    }

    /// Ends the log. - Throws: Its faults, if there are any.
    public mutating func finish(into consumer: inout some SequenceConsumer) throws(LogFaults) {
        guard !isEnded else { throw faults }
        try readMark(into: &consumer)
        do throws(InputFault) {
            try reader.finish(into: &output)
        } catch {
            handOnMembers(to: &consumer)
            try stop(with: error)
        }
        isEnded = true
        progress.tokens = output.tokens
        guard output.faults.isEmpty else {
            handOnMembers(to: &consumer)
            throw faults
        }
        try checkResources()
        handOn(to: &consumer)
        guard var grouping = output.grouping else { return }
        output.grouping = nil
        grouping.finish(into: &output.sequences)
        guard !grouping.isStreaming else { return }
        var isStopped = false
        do throws(SpillFile.Failure) {
            try grouping.forEachUser { sequence in
                isStopped = isStopped || isCancelled()
                if !isStopped { consumer.user(sequence, items: output.items) }
            }
        } catch {
            try stop(with: InputFault(place: .whole, detail: "\(error)"), cause: .storage(error))
        }
        if isStopped { try stopForCancellation() }
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
            } catch {
                handOnMembers(to: &consumer)
                try stop(with: error)
            }
            progress.bytes += end - begin
            progress.tokens = output.tokens
            try checkResources()
            if isCancelled() { try stopForCancellation() }
            if output.faults.isEmpty { handOn(to: &consumer) } else { handOnMembers(to: &consumer) }
            begin = end
        }
    }

    private mutating func checkResources() throws(LogFaults) {
        if let failure = output.grouping?.failure {
            try stop(with: InputFault(place: .whole, detail: "\(failure)"), cause: .storage(failure))
        }
        let isTooLarge = output.bytes + reader.bytes > output.limits.memory
        guard isTooLarge || output.items.isFull || output.grouping?.users.isFull == true else { return }
        let detail =
            isTooLarge
            ? "the log needs more than \(output.limits.memory) bytes of memory"
            : "the log has too many different labels"
        try stop(with: InputFault(place: .whole, detail: detail), cause: .memory)
    }

    private mutating func stopForCancellation() throws(LogFaults) {
        try stop(with: InputFault(place: .whole, detail: "the reading was cancelled"), cause: .cancellation)
    }

    private mutating func handOn(to consumer: inout some SequenceConsumer) {
        if output.grouping?.mustRestart == true {
            // A user came back: all sequences come again, whole, at the end.
            output.grouping?.mustRestart = false
            output.sequences.removeAll()
            consumer.restart()
        }
        output.sequences.withItems { output.items.beginHandingOn($0, entries: $1) }
        var members = output.members[...]
        for index in 0..<output.sequences.count {
            while let member = members.first, member.sequences <= index {
                consumer.member(member.name, member.value)
                members.removeFirst()
            }
            output.sequences.withSequence(index) { consumer.user($0, items: output.items) }
        }
        for member in members { consumer.member(member.name, member.value) }
        output.items.endHandingOn()
        output.handOnSequences()
        output.members.removeAll()
    }

    /// After a fault: the consumer has a look at the other members, so that theirs are told with it.
    private mutating func handOnMembers(to consumer: inout some SequenceConsumer) {
        for member in output.members { consumer.member(member.name, member.value) }
        output.sequences.removeAll()
        output.members.removeAll()
    }

    private mutating func stop(
        with fault: InputFault,
        cause: LogFaults.Cause = .content
    ) throws(LogFaults) {
        isEnded = true
        self.cause = cause
        output.faults.add(fault.detail, at: fault.place)
        // With it go its temporary files.
        output.grouping = nil
        throw faults
    }
}

/// How far the reading of a log has come.
public struct LogProgress: Sendable, Hashable {
    /// Bytes of text read.
    public var bytes = 0
    /// Items in them.
    public var tokens = 0

    public init() {}
}
