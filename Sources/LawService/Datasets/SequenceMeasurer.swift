import InteractionLog
import JSONText
import ResourceMetering
import SequenceEntropy
import TableReading
import TemporaryStorage

/// Consumes the sequences of a log and measures them as they arrive.
///
/// In a JSON body, parameters may follow the sequences. Therefore the sequences are kept, up to a limit, and measured again
/// if a late parameter changes the result.
struct SequenceMeasurer: SequenceConsumer {
    /// The most bytes of kept sequences. If there are more, late parameters are refused.
    private static let keptBytes = 8 << 20
    /// Memory is counted again after so many items, and a user counts as some.
    private static let countedItems = 1 << 17
    private static let countedUser = 16

    private(set) var parameters: EntropyParameters
    private let query: QueryParameters
    private let limits: MeasurementLimits
    private let work: RequestWork
    /// The faults of members, each with its JSON Pointer.
    let faults = JSONFaultCollector(capacity: FaultList.listed)

    /// One for each `maxLength`.
    private var measured: [LengthMeasurement]
    /// The sequences so far; `nil` if there were too many, or if no parameter can follow them.
    private var kept: SequenceBuffer?
    private let patternOutput: PatternOutput?
    /// Made for the first user, when the pattern length is known.
    private var patterns: PatternCounter?

    /// The reading options among the members. They were used for the plan if they came early enough.
    private var readingOptions: [(name: String, cursor: JSONCursor)] = []

    init(
        _ parameters: EntropyParameters,
        query: QueryParameters,
        limits: MeasurementLimits,
        work: RequestWork,
        patterns: PatternOutput? = nil
    ) {
        patternOutput = patterns
        self.parameters = parameters
        self.query = query
        self.limits = limits
        self.work = work
        measured = LengthMeasurement.all(parameters, limits: limits, work: work)
        kept = SequenceBuffer()
    }

    /// No parameter can follow the sequences, so they need not be kept.
    mutating func expectNoMembers() { kept = nil }

    /// Why patterns could not be written to a temporary file; `nil` if all could.
    var storageFailure: SpillFile.Failure? { measured.lazy.compactMap(\.storageFailure).first }

    /// Why the counts of patterns could not be written.
    var patternFailure: Problem? {
        if patternOutput != nil, parameters.r > 0 {
            return Problem(.badRequest, "patterns are counted at r = 0 only; leave --patterns out")
        }
        return patterns?.failure
    }

    /// Memory that grows with the dataset, in bytes.
    private var bytes: Int {
        // The statistics of each pattern length, on each thread.
        let statistics = measured.count * parameters.m.count * limits.jobs * 2_048
        return measured.reduce(statistics + (kept?.bytes ?? 0) + (patterns?.bytes ?? 0)) { $0 + $1.bytes }
    }

    /// Why there is no memory for the dataset; `nil` while there is.
    private(set) var refusal: MemoryBudget.Refusal?
    /// Items since memory was counted.
    private var uncounted = 0
    /// The length of sequences for which scratch memory is held.
    private var longest = 0
    /// How often memory was given back.
    private var spills = 0
    /// Memory that is short again and again costs more than other threads bring.
    private static let mostSpills = 8
    private var isAlone = false

    var wantsUsers: Bool { refusal == nil && !isTooLong && !work.meter.isStopped }

    /// Gives memory back; the results stay the same.
    mutating func spill() {
        spills += 1
        if spills > Self.mostSpills { return measureAlone() }
        for part in measured { part.spill() }
        patterns?.flush()
    }

    /// Gives all memory back that is not needed; the results stay the same.
    mutating func measureAlone() {
        isAlone = true
        for part in measured { part.measureAlone() }
        patterns?.flush()
    }

    /// What is done about a refusal before the memory is asked for again, one after another.
    static let remedies: [@Sendable (inout SequenceMeasurer) -> Void] = [{ $0.spill() }, { $0.measureAlone() }]

    /// Holds the memory that grows with the dataset.
    mutating func holdMemory() {
        guard refusal == nil else { return }
        uncounted = 0
        for remedy in Self.remedies {
            do throws(MemoryBudget.Refusal) {
                return try work.reserve(bytes, for: .measuring)
            } catch {
                remedy(&self)
            }
        }
        do throws(MemoryBudget.Refusal) {
            try work.reserveInTime(bytes, for: .measuring)
        } catch {
            refusal = error
        }
    }

    /// Holds scratch memory for sequences of this length, and for somewhat longer ones if it can.
    private mutating func holdScratch(_ length: Int) {
        do throws(MemoryBudget.Refusal) {
            do throws(MemoryBudget.Refusal) {
                try holdScratch(upTo: length + length / 4 + 1_024)
            } catch {
                try holdScratch(upTo: length)
            }
        } catch {
            measureAlone()
            do throws(MemoryBudget.Refusal) {
                try work.reserveInTime(bytes, for: .measuring)
                try holdScratch(upTo: length, inTime: true)
            } catch {
                refusal = error
            }
        }
    }

    /// - Parameter inTime: whether to wait a moment for other requests.
    private mutating func holdScratch(upTo length: Int, inTime: Bool = false) throws(MemoryBudget.Refusal) {
        let threads = isAlone ? 1 : limits.jobs
        let bytes = MeasuringScratch.bytes(items: length, options: measured.map(\.options), threads: threads)
        let all = bytes + measured.count * LengthMeasurement.copiedBytes(items: length)
        if inTime { try work.reserveInTime(all, for: .scratch) } else { try work.reserve(all, for: .scratch) }
        longest = length
    }

    /// Whether a sequence was longer than `mostItems`. It was not measured.
    private(set) var isTooLong = false

    mutating func user(_ sequence: UserSequence) {
        guard sequence.count <= limits.mostItems else {
            isTooLong = true
            return
        }
        guard wantsUsers else { return }
        // Parameters may change until the first sequence. Most bodies begin with them, so nothing is measured twice.
        if measured[0].count == 0, !parameters.givesSameResults(as: measured[0].parameters) {
            measured = LengthMeasurement.all(parameters, limits: limits, work: work)
            if isAlone { measureAlone() }
            longest = 0
            holdMemory()
        }
        if sequence.count > longest { holdScratch(sequence.count) }
        uncounted += sequence.count + Self.countedUser
        if uncounted > Self.countedItems { holdMemory() }
        guard refusal == nil else { return }
        for index in measured.indices { measured[index].add(sequence) }
        if let patternOutput { count(sequence, patternOutput) }
        kept?.append(sequence)
        if let bytes = kept?.bytes, bytes > Self.keptBytes { kept = nil }
    }

    private mutating func count(_ sequence: UserSequence, _ output: PatternOutput) {
        if patterns == nil {
            patterns = PatternCounter(m: parameters.m[0], memory: limits.memoryBytes / 4, output: output)
        }
        patterns?.add(measured[0].maxLength.map(sequence.suffix) ?? sequence)
    }

    mutating func restart() {
        patterns?.restart()
        measured = LengthMeasurement.all(parameters, limits: limits, work: work)
        if isAlone { measureAlone() } else if spills > 0 { spill() }
        if kept != nil { kept = SequenceBuffer() }
    }

    mutating func member(_ name: String, _ value: JSONValue) {
        let cursor = JSONCursor(value, at: JSONPointer.root.appending(key: name), faults: faults)
        guard ReadingOptions.names.contains(name) else { return parameters.read(cursor, name: name, query: query) }
        if cursor.isNull { return }
        if query[name] != nil { return cursor.report("is also given in the query; give it once") }
        readingOptions.append((name, cursor))
    }

    /// Ends the log. Returns one record for each `maxLength` and pattern length, in the order of the parameters.
    ///
    /// - Parameters:
    ///   - used: the reading options with which the log was read.
    ///   - counted: receives the share of the pooled patterns that is counted, from time to time, up to 1.
    /// - Returns: `nil` if `refusal` says why there is no memory, or if the meter has stopped.
    /// - Throws: 400 for faulty members, or for a parameter that follows too many sequences.
    mutating func finish(
        items: Vocabulary,
        used: ReadingOptions?,
        counted: (Double) -> Void
    ) throws(Problem) -> [(record: DatasetRecord, fingerprint: String)]? {
        checkReadingOptions(used)
        do {
            try faults.throwIfAny()
        } catch {
            throw Problem(error)
        }
        if !parameters.givesSameResults(as: measured[0].parameters) { try measureAgain(items: items) }
        let parts = Double(measured.count)
        var results: [(record: DatasetRecord, fingerprint: String)] = []
        for (index, part) in measured.enumerated() {
            var refused: MemoryBudget.Refusal?
            let records = part.records(short: parameters.short) { bytes in
                do throws(MemoryBudget.Refusal) {
                    try work.reserve(bytes, for: .counting)
                    return true
                } catch {
                    refused = error
                    return false
                }
            } counted: {
                counted((Double(index) + $0) / parts)
            }
            guard let records, !work.meter.isStopped else {
                refusal = refused
                return nil
            }
            let fingerprint = part.fingerprint.hex
            results += records.map { ($0, fingerprint) }
        }
        return results
    }

    /// Ends the log. Returns the mergeable summary.
    ///
    /// - Throws: 400 for faulty members, for a parameter that follows the sequences, or for what no summary can have.
    mutating func finishPart(items: Vocabulary, used: ReadingOptions?) throws(Problem) -> DatasetPart {
        checkReadingOptions(used)
        do {
            try faults.throwIfAny()
        } catch {
            throw Problem(error)
        }
        guard parameters.givesSameResults(as: measured[0].parameters) else {
            throw Problem(.badRequest, "a parameter follows the sequences; put it before them, or on the command line")
        }
        try parameters.checkPart(at: "/")
        patterns?.flush()
        return measured[0].part(items: items, short: parameters.short)
    }

    private func checkReadingOptions(_ used: ReadingOptions?) {
        guard let used else { return }
        for (name, cursor) in readingOptions {
            var options = used
            options.read(cursor, name: name)
            guard options != used else { continue }
            cursor.report("comes too late in the body to be used; put it before the records, or in the query")
        }
    }

    private mutating func measureAgain(items: Vocabulary) throws(Problem) {
        guard let kept else {
            throw Problem(
                .badRequest,
                """
                a parameter such as `m`, `r`, `maxLength` or `measures` follows too many sequences; put it before `sequences`, \
                or in the query
                """
            )
        }
        measured = LengthMeasurement.all(parameters, limits: limits, work: work)
        longest = 0
        self.kept = nil
        kept.forEachUser(of: items) { user($0) }
    }
}
