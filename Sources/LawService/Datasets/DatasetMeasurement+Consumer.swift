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
    private static let keptBytes = 8 << 20

    private(set) var parameters: EntropyParameters
    private let query: QueryParameters
    private let resources: MeasurementLimits
    /// Faults of members, by JSON Pointer.
    let faults = JSONFaultCollector(capacity: FaultList.listed)

    /// One for each `maxLength`.
    private var measured: [LengthMeasurement]
    /// The sequences so far; `nil` where they were too many, or where nothing can change how they are measured.
    private var kept: SequenceBuffer?

    /// - Parameter keepsSequences: whether members may follow the sequences.
    init(_ parameters: EntropyParameters, query: QueryParameters, keepsSequences: Bool, resources: MeasurementLimits) {
        self.parameters = parameters
        self.query = query
        self.resources = resources
        measured = LengthMeasurement.all(parameters, resources: resources)
        if keepsSequences { kept = SequenceBuffer() }
    }

    /// Why patterns beyond the memory could not be kept in a temporary file; `nil` where they could.
    var storageFailure: SpillFile.Failure? { measured.lazy.compactMap(\.storageFailure).first }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int { measured.reduce(kept?.bytes ?? 0) { $0 + $1.bytes } }

    mutating func user(_ sequence: UnsafeBufferPointer<UInt32>, items: Vocabulary) {
        // Most bodies name their parameters first: then nothing has to be measured twice.
        if measured[0].count == 0, !parameters.measuresAlike(measured[0].parameters) {
            measured = LengthMeasurement.all(parameters, resources: resources)
        }
        for index in measured.indices { measured[index].add(sequence, items: items) }
        kept?.append(sequence)
        if let bytes = kept?.bytes, bytes > Self.keptBytes { kept = nil }
    }

    mutating func restart() {
        measured = LengthMeasurement.all(parameters, resources: resources)
        if kept != nil { kept = SequenceBuffer() }
    }

    mutating func member(_ name: String, _ value: JSONValue) {
        let cursor = JSONCursor(value, at: JSONPointer.root.appending(key: name), faults: faults)
        parameters.take(cursor, name: name, query: query)
    }

    /// The figures, after the whole log: of each `maxLength`, in the order of the parameters, for each pattern length.
    ///
    /// - Parameter counted: is told from time to time what share of the pooled patterns is counted, up to 1.
    /// - Throws: 400 for faulty members or for a parameter behind too many sequences.
    mutating func finish(
        items: Vocabulary,
        counted: (Double) -> Void
    ) throws(Problem) -> [(record: DatasetRecord, fingerprint: String)] {
        do {
            try faults.throwIfAny()
        } catch {
            throw Problem(error)
        }
        if !parameters.measuresAlike(measured[0].parameters) { try measureAgain(items: items) }
        let parts = Double(measured.count)
        return measured.enumerated().flatMap { index, part in
            part.records(short: parameters.short) { counted((Double(index) + $0) / parts) }.map {
                ($0, part.fingerprint.hex)
            }
        }
    }

    private mutating func measureAgain(items: Vocabulary) throws(Problem) {
        guard let kept else {
            throw Problem(
                .badRequest,
                """
                `m`, `r`, `maxLength` and `measures` stand behind sequences that are too many to be kept; put them before \
                `sequences`, or in the query
                """
            )
        }
        measured = LengthMeasurement.all(parameters, resources: resources)
        for index in 0..<kept.count {
            kept.withSequence(index) { sequence in
                for part in measured.indices { measured[part].add(sequence, items: items) }
            }
        }
    }
}
