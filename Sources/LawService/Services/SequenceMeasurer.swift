import InteractionLog
import JSONText
import SequenceEntropy
import TemporaryStorage

/// Takes a log's sequences and measures them as they come.
///
/// The members of a JSON body may stand behind its sequences. So that such a body is not refused, its sequences are kept,
/// up to a bound, and measured again where a late member changes what is to be measured.
struct SequenceMeasurer: SequenceConsumer {
    /// Sequences beyond so many bytes are not kept: parameters behind them are refused.
    private static let keptBytes = 16 << 20

    private(set) var parameters: EntropyParameters
    private let query: QueryParameters
    private let memoryBytes: Int
    /// Faults of members, by JSON Pointer.
    let faults = JSONFaultCollector(capacity: FaultList.listed)

    private var measured: MeasuredSequences
    /// The sequences so far; `nil` where they were too many, or where nothing can change how they are measured.
    private var kept: SequenceStore?

    /// - Parameter keepsSequences: whether members may follow the sequences.
    init(_ parameters: EntropyParameters, query: QueryParameters, keepsSequences: Bool, memoryBytes: Int) {
        self.parameters = parameters
        self.query = query
        self.memoryBytes = memoryBytes
        measured = MeasuredSequences(parameters, memoryBytes: memoryBytes)
        if keepsSequences { kept = SequenceStore() }
    }

    /// Why patterns beyond the memory could not be kept in a temporary file; `nil` where they could.
    var storageFailure: SpillFile.Failure? { measured.entropy.storageFailure }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int { measured.entropy.bytes + (kept?.bytes ?? 0) }

    mutating func user(_ sequence: UnsafeBufferPointer<UInt32>, items: ItemTable) {
        measured.add(sequence, items: items)
        kept?.append(sequence)
        if let bytes = kept?.bytes, bytes > Self.keptBytes { kept = nil }
    }

    mutating func restart() {
        measured = MeasuredSequences(parameters, memoryBytes: memoryBytes)
        if kept != nil { kept = SequenceStore() }
    }

    mutating func member(_ name: String, _ value: JSONValue) {
        let cursor = JSONCursor(value, at: JSONPointer.root.appending(key: name), faults: faults)
        parameters.take(cursor, name: name, query: query)
        // Most bodies name their parameters first: then nothing has to be measured twice.
        if measured.count == 0 { measured = MeasuredSequences(parameters, memoryBytes: memoryBytes) }
    }

    /// The figures, after the whole log.
    ///
    /// - Throws: 400 for faulty members or for a parameter behind too many sequences.
    mutating func finish(items: ItemTable) throws(Problem) -> (summary: EntropySummary, fingerprint: String) {
        do {
            try faults.throwIfAny()
        } catch {
            throw Problem(error)
        }
        if !parameters.measuresAlike(measured.parameters) { try measureAgain(items: items) }
        return (measured.entropy.summary(short: parameters.short), measured.fingerprint.hex)
    }

    private mutating func measureAgain(items: ItemTable) throws(Problem) {
        guard let kept else {
            throw Problem(
                .badRequest,
                """
                `m`, `r`, `maxLength` and `measures` stand behind sequences that are too many to be kept; put them before \
                `sequences`, or in the query
                """
            )
        }
        measured = MeasuredSequences(parameters, memoryBytes: memoryBytes)
        for index in 0..<kept.count {
            kept.withSequence(index) { measured.add($0, items: items) }
        }
    }
}
