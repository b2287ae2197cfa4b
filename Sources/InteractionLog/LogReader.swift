public import ResourceMetering
public import TableReading
import TemporaryStorage

/// Reads an interaction log and delivers one user's sequence at a time.
///
/// A log has one or several files, each of any format that `TableReading` reads, compressed or not. All faults are
/// reported together, at the end or where a text breaks. After the first fault no more users are delivered, but reading
/// continues in order to find the others. If users come one after another, memory is that of the labels and the longest
/// sequence. If they do not, interactions beyond `LogLimits.memory` go to a temporary file.
public struct LogReader: ~Copyable, Sendable {
    /// Sequences are delivered, and limits checked, after every so many bytes, which a second-level cache holds.
    private static let sliceBytes = 1 << 18
    /// Threads that read ahead are seldom in time for the beginning of a slice, so it is longer.
    private static let sliceBytesAhead = 1 << 20
    /// Compressed bytes may become a thousand times as many.
    private static let compressedSliceBytes = 1 << 12

    private let planner: TablePlanner
    private let limits: LogLimits
    private let meter: WorkMeter
    private let threads: (any SpareThreads)?
    private var input: LogInput
    private var rows: LogRows
    private var isInputUsed = false
    private var ends = RepeatedEnds()

    private var endedFiles: [EndedFile] = []
    /// How many rows the files that ended had.
    private var endedRows = 0
    private var endedTextBytes = 0
    private var faults: LogFaultCollector
    private var skipped: LogFaultCollector
    private var nonNumeric: LogFaultCollector
    private var neighbours: [NeighbourCount] = []
    private var cause = LogFaults.Cause.content
    private var isEnded = false

    private struct EndedFile: Sendable {
        let planning: TablePlanning
        let skipped: Int
        let lateKeys: [String]
    }

    /// A hint about the file that begins, such as the boundary of a multipart form. It has no effect after the first
    /// bytes.
    public var contentType: String? {
        didSet { if !isInputUsed { input = Self.input(planner, contentType, limits, meter, threads) } }
    }

    /// - Parameters:
    ///   - memberNames: The keys that may stand beside the records of a JSON object.
    ///   - meter: Pays for the reading. Once it has stopped, the log is refused.
    ///   - threads: May read ahead. They change neither the sequences nor the faults.
    public init(
        options: ReadingOptions = ReadingOptions(),
        memberNames: [String] = [],
        limits: LogLimits = LogLimits(),
        meter: WorkMeter = WorkMeter(),
        threads: (any SpareThreads)? = nil
    ) {
        self.threads = threads
        var planner = TablePlanner(options: options, purpose: .log, memberNames: memberNames)
        planner.limits = TableLimits(recordBytes: limits.lineBytes, faults: limits.faults, json: limits.json)
        self.planner = planner
        self.limits = limits
        self.meter = meter
        input = Self.input(planner, nil, limits, meter, threads)
        rows = LogRows(limits: limits, threads: threads)
        faults = LogFaultCollector(capacity: limits.faults)
        skipped = LogFaultCollector(capacity: limits.faults)
        nonNumeric = LogFaultCollector(capacity: limits.faults)
    }

    private static func input(
        _ planner: TablePlanner,
        _ contentType: String?,
        _ limits: LogLimits,
        _ meter: WorkMeter,
        _ threads: (any SpareThreads)?
    ) -> LogInput {
        LogInput(
            TableInput(
                planner,
                contentType: contentType,
                textLimit: limits.textBytes,
                textRatio: limits.textRatio,
                meter: meter
            ),
            threads: threads
        )
    }

    // MARK: Memory

    /// Memory that grows with the log, in bytes.
    public var bytes: Int { rows.bytes + (input.reader?.bytes ?? 0) }

    /// Gives memory back: interactions that are kept to be grouped by user are written to a temporary file.
    public mutating func spill() { rows.grouping.spill() }

    // MARK: Results

    /// The labels of the items so far.
    public var items: Vocabulary { rows.items }

    /// How much has been read.
    public var progress: LogProgress {
        LogProgress(bytes: endedTextBytes + input.textBytes, tokens: rows.tokens)
    }

    /// The fields of multipart forms that are no files.
    public private(set) var formFields = FormFields()

    /// The plan of the present file, once there is one.
    public var plan: ReadingPlan? { input.planning?.plan }

    /// Items without a numeric value, each at the first place of its label. They are faults if the caller needs
    /// numbers. Complete after `finish`.
    public var nonNumericItems: LogFaults? { nonNumeric.isEmpty ? nil : nonNumeric.faults(rows: endedRows) }

    /// How many rows `onError=skip` left out. Complete after `finish`.
    public var skippedRecords: Int { endedFiles.reduce(0) { $0 + $1.skipped } }

    /// Why rows were left out; nil if none was. Complete after `finish`.
    public var skippedFaults: LogFaults? { skipped.isEmpty ? nil : skipped.faults(rows: endedRows) }

    /// How each file was read. Complete after `finish`.
    public var files: [FileReading] {
        endedFiles.enumerated().map { index, file in
            let ties = neighbours.indices.contains(index) ? neighbours[index].isolated.ties : 0
            return FileReading(planning: file.planning, ties: ties, skipped: file.skipped, lateKeys: file.lateKeys)
        }
    }

    /// What the whole log shows. Complete after `finish`.
    public var report: LogReport {
        var report = LogReport()
        for count in neighbours {
            report.pairs += count.isolated.pairs
            report.ties += count.isolated.ties
        }
        report.repeatsHistories = rows.histories.areRepeated
        report.padding = ends.padding.map { rows.items.label(of: $0) }
        return report
    }

    private var allFaults: LogFaults { faults.faults(rows: endedRows, cause: cause) }

    // MARK: Reading

    /// Reads a slice of a file; slices may be cut anywhere.
    public mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        into consumer: inout some SequenceConsumer
    ) throws(LogFaults) {
        guard !isEnded else { throw allFaults }
        isInputUsed = true
        var begin = 0
        while begin < bytes.count {
            let end = min(begin + sliceBytes, bytes.count)
            do throws(TableFault) {
                try input.read(UnsafeRawBufferPointer(rebasing: bytes[begin..<end]), into: &rows)
            } catch {
                try stop(with: error, into: &consumer)
            }
            try checkMeter()
            try checkPlan(into: &consumer)
            try checkResources()
            deliver(to: &consumer)
            begin = end
        }
    }

    private var sliceBytes: Int {
        guard let reader = input.reader, input.compression == nil else { return Self.compressedSliceBytes }
        return reader.readsAhead ? Self.sliceBytesAhead : Self.sliceBytes
    }

    /// Ends one of several files that make up a log. The next one may have another format.
    public mutating func endFile(into consumer: inout some SequenceConsumer) throws(LogFaults) {
        try endInput(into: &consumer, isLast: false)
        rows.beginFile()
        endedTextBytes += input.textBytes
        input = Self.input(planner, contentType, limits, meter, threads)
        isInputUsed = false
    }

    /// Ends the log.
    ///
    /// - Parameter admits: Is asked for the bytes with which interactions are grouped by user. A refusal is asked again for
    ///   less, until less is not possible; then the log is refused.
    /// - Throws: Its faults, if there are any.
    public mutating func finish(
        into consumer: inout some SequenceConsumer,
        admits: (_ bytes: Int) -> Bool = { _ in true }
    ) throws(LogFaults) {
        try endInput(into: &consumer, isLast: true)
        isEnded = true
        guard faults.isEmpty else { throw allFaults }
        rows.grouping.finish(into: &rows.sequences)
        try checkResources()
        deliver(to: &consumer)
        if !rows.grouping.isStreaming {
            var ends = self.ends
            var isAdmitted = true
            do throws(SpillFile.Failure) {
                isAdmitted = try rows.grouping.forEachUser(
                    of: rows.items,
                    threads: threads ?? NoSpareThreads(),
                    meter: meter,
                    admits: admits
                ) {
                    ends.add($0)
                    consumer.user($0)
                    return consumer.wantsUsers
                }
            } catch {
                try stop(with: error)
            }
            self.ends = ends
            if !isAdmitted {
                try stop(TableFault(.structure, at: .whole, "there is no memory to group the log by user"), .memory)
            }
            try checkMeter()
        }
        neighbours = rows.grouping.neighbours
        // Removes its temporary files.
        rows.grouping = UserGrouping(memory: limits.memory)
        guard rows.tokens == 0 else { return }
        faults.add(TableFault(.structure, at: .whole, nothingToMeasure), fileIndex: 0)
        throw allFaults
    }

    private var nothingToMeasure: String {
        let reasons = skippedFaults.map { $0.summary.isEmpty ? "" : " (\($0.summary.joined(separator: "; ")))" } ?? ""
        return skippedRecords > 0
            ? "there is nothing to measure: no interaction is left after skipping the faulty rows\(reasons)"
            : "there is nothing to measure: the input has no interaction"
    }

    private mutating func endInput(into consumer: inout some SequenceConsumer, isLast: Bool) throws(LogFaults) {
        guard !isEnded else { throw allFaults }
        do throws(TableFault) {
            try input.finish(into: &rows)
        } catch {
            try stop(with: error, into: &consumer)
        }
        try checkMeter()
        try checkPlan(into: &consumer)
        endFaults()
        deliver(to: &consumer)
        let isOnly = isLast && endedFiles.count == 1
        if !isOnly, input.reader?.rows == 0 {
            addFileFault(TableFault(.structure, at: .whole, "the file has no rows"), fileIndex: endedFiles.count - 1)
        }
    }

    private mutating func addFileFault(_ fault: TableFault, fileIndex: Int) {
        faults.add(fault, fileIndex: fileIndex)
        rows.isRefused = true
    }

    /// Adds the faults of the file that ends.
    private mutating func endFaults() {
        guard let planning = input.planning, let plan = planning.plan else { return }
        let index = endedFiles.count
        let (rowFaults, skippedFaults, rowCount, skippedRows) = input.rowResults
        var repeated = RowFaultList(.repeatedUser, capacity: limits.faults)
        for (place, user) in rows.repeatedUsers {
            let detail =
                "the user `\(ShownText.escaped(user))` has a list before; without a time their order is unknown"
            repeated.add(at: input.place(of: place, user: user), detail)
        }
        repeated.addUnlisted(rows.repeatedUserCount - repeated.total)
        var others = RowFaultList(.value, capacity: limits.faults)
        for (place, label) in rows.nonNumeric {
            others.add(at: input.place(of: place, isItem: true), "`\(ShownText.escaped(label))` is not a number")
        }
        others.addUnlisted(rows.nonNumericCount - others.total)
        let empty = RowFaultList(.value, capacity: 0)
        let none = TableFaultCollector(capacity: 0)
        nonNumeric.add(none, others, fileIndex: index)
        let leavesOut = plan.onError == .skip
        faults.add(rowFaults, leavesOut ? empty : repeated, fileIndex: index)
        skipped.add(skippedFaults, leavesOut ? repeated : empty, fileIndex: index)
        endedRows += rowCount
        endedFiles.append(
            EndedFile(
                planning: planning,
                skipped: skippedRows + (leavesOut ? rows.repeatedUserCount : 0),
                lateKeys: input.reader?.lateKeys ?? []
            )
        )
        rows.removeFileFaults()
        formFields.add(input.formFields)
        if !faults.isEmpty { rows.isRefused = true }
    }

    /// Refuses the log if the present file could not be planned, or does not go together with those before it.
    private mutating func checkPlan(into consumer: inout some SequenceConsumer) throws(LogFaults) {
        guard let planning = input.planning else { return }
        if let conflict = rows.conflict { try stop(with: conflict, into: &consumer) }
        guard planning.plan == nil else {
            if input.reader?.faults.isEmpty == false { rows.isRefused = true }
            return
        }
        for fault in planning.refusal.dropLast() { faults.add(fault, fileIndex: endedFiles.count) }
        guard let last = planning.refusal.last else { return }
        try stop(with: last, into: &consumer)
    }

    private mutating func checkMeter() throws(LogFaults) {
        guard let reason = meter.stop else { return }
        try stop(TableFault(.structure, at: .whole, "the reading was stopped"), .stopped(reason))
    }

    private mutating func checkResources() throws(LogFaults) {
        if let failure = rows.grouping.failure { try stop(with: failure) }
        let isTooLarge = rows.bytes > limits.memory
        guard isTooLarge || rows.items.isFull || rows.grouping.users.isFull else { return }
        let detail =
            isTooLarge
            ? "the log needs more than \(limits.memory) bytes of memory"
            : "the log has too many different labels"
        try stop(TableFault(.structure, at: .whole, detail), .memory)
    }

    // MARK: Delivery

    private mutating func deliver(to consumer: inout some SequenceConsumer) {
        guard !rows.isRefused else {
            // The consumer still takes the members, so that their faults are reported too.
            for member in rows.members { consumer.member(member.name, member.value) }
            return rows.removeDelivered()
        }
        if rows.grouping.mustRestart {
            // A user reappeared: all sequences come again, whole, at the end.
            rows.grouping.mustRestart = false
            ends = RepeatedEnds()
            consumer.restart()
        }
        var members = rows.members[...]
        var ends = RepeatedEnds()
        swap(&ends, &self.ends)
        rows.sequences.forEachUser(of: rows.items) { number, sequence in
            while let member = members.first, member.sequences <= number {
                consumer.member(member.name, member.value)
                members.removeFirst()
            }
            guard consumer.wantsUsers else { return }
            ends.add(sequence)
            consumer.user(sequence)
        }
        for member in members { consumer.member(member.name, member.value) }
        swap(&ends, &self.ends)
        rows.removeDelivered()
    }

    // MARK: Refusal

    /// A fault of the bytes stands alone: where it is found among the faults of rows depends on how the input is cut.
    private mutating func stop(
        with fault: TableFault,
        into consumer: inout some SequenceConsumer
    ) throws(LogFaults) {
        // If the sample could not be planned, that is the fault, whatever follows it.
        if let planning = input.planning, planning.plan == nil, let refusal = planning.refusal.first, refusal != fault,
            planning.refusal.last != fault
        {
            for fault in planning.refusal { faults.add(fault, fileIndex: endedFiles.count) }
            rows.isRefused = true
            deliver(to: &consumer)
            isEnded = true
            throw allFaults
        }
        rows.isRefused = true
        deliver(to: &consumer)
        switch fault.kind {
        case .unsupported: try stop(fault, .unsupported)
        case .tooLong: try stop(fault, .tooLong)
        default: try stop(fault, .content)
        }
    }

    private mutating func stop(with failure: SpillFile.Failure) throws(LogFaults) {
        try stop(TableFault(.structure, at: .whole, "\(failure)"), .storage(failure))
    }

    private mutating func stop(_ fault: TableFault, _ cause: LogFaults.Cause) throws(LogFaults) {
        isEnded = true
        self.cause = cause
        faults.add(fault, fileIndex: endedFiles.count)
        // Removes its temporary files.
        rows.grouping = UserGrouping(memory: limits.memory)
        throw allFaults
    }
}
