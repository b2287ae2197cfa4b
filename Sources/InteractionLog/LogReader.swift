import TemporaryStorage

/// Reads an interaction log and delivers one user's sequence at a time.
///
/// All faults of a log are reported together, at its end or where its syntax breaks. After the first fault no more
/// users are delivered, but reading continues in order to find the others. If users come one after another, memory is
/// that of the labels and the longest sequence. If they do not, interactions beyond `LogLimits.memory` go to a
/// temporary file.
public struct LogReader: Sendable {
    /// Sequences are delivered, and limits checked, after every so many bytes.
    private static let sliceBytes = 1 << 16
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var reader: any FormatReader
    private var state: ReaderState
    /// The first bytes of a file while they may still be the beginning of a byte order mark; nil once that is decided.
    private var possibleMark: [UInt8]? = []
    private var cause = LogFaults.Cause.content
    private var isEnded = false

    /// How much has been read.
    public private(set) var progress = LogProgress()

    public init(format: LogFormat, limits: LogLimits = LogLimits(), onError policy: FaultPolicy = .refuse) {
        reader =
            switch format {
            case .json: JSONLogReader(limits: limits)
            case .ndjson: NDJSONLogReader(limits: limits)
            case .csv: DelimitedLogReader(limits: limits, isRecBole: false)
            case .recbole: DelimitedLogReader(limits: limits, isRecBole: true)
            case .sasrec: SASRecLogReader(limits: limits)
            }
        state = ReaderState(limits: limits, policy: policy)
    }

    /// The labels of the items so far.
    public var items: Vocabulary { state.items }

    /// Items without a numeric value, each at the first place of its label. They are faults if the caller needs
    /// numbers.
    public var nonNumericItems: LogFaults? { state.nonNumeric.isEmpty ? nil : state.nonNumeric.faults() }

    /// How many records `FaultPolicy.skip` left out.
    public var skippedRecords: Int { state.policy == .skip ? state.skippedRecords : 0 }

    /// Why records were left out; nil if none was.
    public var skippedFaults: LogFaults? { state.skipped.isEmpty ? nil : state.skipped.faults(of: records) }

    /// Lines, interactions or sequences so far, including those left out.
    private var records: (count: Int, name: String)? {
        state.records > 0 ? (state.records, state.recordName) : nil
    }

    private var faults: LogFaults { state.faults.faults(of: records, cause: cause) }

    /// Reads a slice of the log; slices may be cut anywhere.
    public mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        into consumer: inout some SequenceConsumer
    ) throws(LogFaults) {
        guard !isEnded else { throw faults }
        var rest = bytes[...]
        if possibleMark != nil { try skipByteOrderMark(&rest, into: &consumer) }
        try readSlices(UnsafeRawBufferPointer(rebasing: rest), into: &consumer)
    }

    /// Ends one of several files that make up a log. Its last line ends, and the next file begins with line 1 and a
    /// header of its own. A `json` log has only one file.
    public mutating func endFile(into consumer: inout some SequenceConsumer) throws(LogFaults) {
        guard !isEnded else { throw faults }
        try readPossibleMark(into: &consumer)
        do throws(InputFault) {
            try reader.endFile(into: &state)
        } catch {
            deliverMembers(to: &consumer)
            try stop(with: error)
        }
        state.beginFile()
        possibleMark = []
    }

    /// Ends the log. - Throws: Its faults, if there are any.
    public mutating func finish(into consumer: inout some SequenceConsumer) throws(LogFaults) {
        guard !isEnded else { throw faults }
        try readPossibleMark(into: &consumer)
        do throws(InputFault) {
            try reader.finish(into: &state)
        } catch {
            deliverMembers(to: &consumer)
            try stop(with: error)
        }
        isEnded = true
        progress.tokens = state.tokens
        guard state.faults.isEmpty else {
            deliverMembers(to: &consumer)
            throw faults
        }
        try checkResources()
        deliver(to: &consumer)
        guard var grouping = state.grouping else { return }
        state.grouping = nil
        grouping.finish(into: &state.sequences)
        guard !grouping.isStreaming else { return }
        do throws(SpillFile.Failure) {
            try grouping.forEachUser(of: state.items) { consumer.user($0) }
        } catch {
            try stop(with: InputFault(place: .whole, detail: "\(error)"), cause: .storage(error))
        }
    }

    /// Drops a byte order mark, with which an exported file may begin.
    private mutating func skipByteOrderMark(
        _ rest: inout Slice<UnsafeRawBufferPointer>,
        into consumer: inout some SequenceConsumer
    ) throws(LogFaults) {
        while let mark = possibleMark, let byte = rest.first {
            guard byte == Self.byteOrderMark[mark.count] else {
                try readPossibleMark(into: &consumer)
                return
            }
            rest.removeFirst()
            possibleMark = mark.count == 2 ? nil : mark + [byte]
        }
    }

    /// Reads the bytes that were held back and are no byte order mark.
    private mutating func readPossibleMark(into consumer: inout some SequenceConsumer) throws(LogFaults) {
        guard let bytes = possibleMark else { return }
        possibleMark = nil
        try bytes.withUnsafeBufferPointer { (buffer) throws(LogFaults) in
            try readSlices(UnsafeRawBufferPointer(buffer), into: &consumer)
        }
    }

    private mutating func readSlices(
        _ bytes: UnsafeRawBufferPointer,
        into consumer: inout some SequenceConsumer
    ) throws(LogFaults) {
        var begin = 0
        while begin < bytes.count {
            let end = min(begin + Self.sliceBytes, bytes.count)
            do throws(InputFault) {
                try reader.read(UnsafeRawBufferPointer(rebasing: bytes[begin..<end]), into: &state)
            } catch {
                deliverMembers(to: &consumer)
                try stop(with: error)
            }
            progress.bytes += end - begin
            progress.tokens = state.tokens
            try checkResources()
            if state.faults.isEmpty { deliver(to: &consumer) } else { deliverMembers(to: &consumer) }
            begin = end
        }
    }

    private mutating func checkResources() throws(LogFaults) {
        if let failure = state.grouping?.failure {
            try stop(with: InputFault(place: .whole, detail: "\(failure)"), cause: .storage(failure))
        }
        let isTooLarge = state.bytes + reader.bytes > state.limits.memory
        guard isTooLarge || state.items.isFull || state.grouping?.users.isFull == true else { return }
        let detail =
            isTooLarge
            ? "the log needs more than \(state.limits.memory) bytes of memory"
            : "the log has too many different labels"
        try stop(with: InputFault(place: .whole, detail: detail), cause: .memory)
    }

    private mutating func deliver(to consumer: inout some SequenceConsumer) {
        if state.grouping?.mustRestart == true {
            // A user reappeared: all sequences come again, whole, at the end.
            state.grouping?.mustRestart = false
            state.sequences.removeAll()
            consumer.restart()
        }
        var members = state.members[...]
        state.sequences.forEachUser(of: state.items) { number, sequence in
            while let member = members.first, member.sequences <= number {
                consumer.member(member.name, member.value)
                members.removeFirst()
            }
            consumer.user(sequence)
        }
        for member in members { consumer.member(member.name, member.value) }
        state.removeDelivered()
    }

    /// After a fault: the consumer still takes the other members, so that their faults are reported too.
    private mutating func deliverMembers(to consumer: inout some SequenceConsumer) {
        for member in state.members { consumer.member(member.name, member.value) }
        state.sequences.removeAll()
        state.members.removeAll()
    }

    private mutating func stop(
        with fault: InputFault,
        cause: LogFaults.Cause = .content
    ) throws(LogFaults) {
        isEnded = true
        self.cause = cause
        state.faults.add(fault.detail, at: fault.place)
        // Removes its temporary files too.
        state.grouping = nil
        throw faults
    }
}

/// How much of a log has been read.
public struct LogProgress: Sendable, Hashable {
    /// Bytes of text.
    public internal(set) var bytes = 0
    /// Items in them.
    public internal(set) var tokens = 0
}
