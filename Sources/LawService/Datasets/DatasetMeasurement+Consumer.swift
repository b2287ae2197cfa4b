import InteractionLog
import JSONText
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

    private(set) var parameters: EntropyParameters
    private let query: QueryParameters
    private let limits: MeasurementLimits
    /// The faults of members, each with its JSON Pointer.
    let faults = JSONFaultCollector(capacity: FaultList.listed)

    /// One for each `maxLength`.
    private var measured: [LengthMeasurement]
    /// The sequences so far; `nil` if there were too many, or if no parameter can follow them.
    private var kept: SequenceBuffer?

    /// The reading options among the members. They were used for the plan if they came early enough.
    private var readingOptions: [(name: String, cursor: JSONCursor)] = []

    init(_ parameters: EntropyParameters, query: QueryParameters, limits: MeasurementLimits) {
        self.parameters = parameters
        self.query = query
        self.limits = limits
        measured = LengthMeasurement.all(parameters, limits: limits)
        kept = SequenceBuffer()
    }

    /// No parameter can follow the sequences, so they need not be kept.
    mutating func expectNoMembers() { kept = nil }

    /// Why patterns could not be written to a temporary file; `nil` if all could.
    var storageFailure: SpillFile.Failure? { measured.lazy.compactMap(\.storageFailure).first }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int { measured.reduce(kept?.bytes ?? 0) { $0 + $1.bytes } }

    /// Whether a sequence was longer than `mostItems`. It was not measured.
    private(set) var isTooLong = false

    mutating func user(_ sequence: UserSequence) {
        guard sequence.count <= limits.mostItems else {
            isTooLong = true
            return
        }
        // Parameters may change until the first sequence. Most bodies begin with them, so nothing is measured twice.
        if measured[0].count == 0, !parameters.givesSameResults(as: measured[0].parameters) {
            measured = LengthMeasurement.all(parameters, limits: limits)
        }
        for index in measured.indices { measured[index].add(sequence) }
        kept?.append(sequence)
        if let bytes = kept?.bytes, bytes > Self.keptBytes { kept = nil }
    }

    mutating func restart() {
        measured = LengthMeasurement.all(parameters, limits: limits)
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
    /// - Throws: 400 for faulty members, or for a parameter that follows too many sequences.
    mutating func finish(
        items: Vocabulary,
        used: ReadingOptions?,
        counted: (Double) -> Void
    ) throws(Problem) -> [(record: DatasetRecord, fingerprint: String)] {
        checkReadingOptions(used)
        do {
            try faults.throwIfAny()
        } catch {
            throw Problem(error)
        }
        if !parameters.givesSameResults(as: measured[0].parameters) { try measureAgain(items: items) }
        let parts = Double(measured.count)
        return measured.enumerated().flatMap { index, part in
            part.records(short: parameters.short) { counted((Double(index) + $0) / parts) }.map {
                ($0, part.fingerprint.hex)
            }
        }
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
        measured = LengthMeasurement.all(parameters, limits: limits)
        kept.forEachUser(of: items) { sequence in
            for part in measured.indices { measured[part].add(sequence) }
        }
    }
}
