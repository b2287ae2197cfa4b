import InteractionLog
import SequenceEntropy

/// Measures one dataset while its bytes arrive, for the service and the command line alike.
struct DatasetAnalysis {
    /// What came out, ready to be stored or shown.
    struct Result {
        let id: String
        let parameters: EntropyParameters
        let record: DatasetRecord
    }

    private var reader: LogReader
    private var measurer: SequenceMeasurer
    private let memoryBytes: Int

    /// - Throws: 415 for a format that is not read yet.
    init(
        _ parameters: EntropyParameters,
        query: QueryParameters,
        format: LogFormat,
        memoryBytes: Int
    ) throws(Problem) {
        var limits = LogLimits()
        limits.memory = memoryBytes
        limits.faults = FaultList.listed
        guard let reader = LogReader(format: format, limits: limits) else {
            throw Problem(.unsupportedMediaType, "the format `\(format.rawValue)` is not read yet")
        }
        self.reader = reader
        measurer = SequenceMeasurer(parameters, query: query, keepsSequences: format == .json)
        self.memoryBytes = memoryBytes
    }

    /// Takes the next bytes.
    ///
    /// - Throws: 400 once the log cannot be read on; 413 once the dataset needs more memory than it may have.
    mutating func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        do {
            try reader.read(bytes, into: &measurer)
        } catch {
            throw Problem(error)
        }
        guard measurer.bytes <= memoryBytes else {
            throw Problem(
                .bodyTooLarge,
                """
                the patterns of this dataset need more than the \(memoryBytes) bytes it may hold; ask for fewer `measures` \
                (`pooled` is the large one), or let the operator raise --memory
                """
            )
        }
    }

    /// The figures, after the last byte.
    ///
    /// - Throws: 400 with every fault of the log.
    mutating func finish() throws(Problem) -> Result {
        do throws(LogFaults) {
            try reader.finish(into: &measurer)
            if measurer.parameters.r > 0, let faults = reader.nonNumericItems { throw faults }
        } catch {
            throw Problem(error)
        }
        let (summary, fingerprint) = try measurer.finish(items: reader.items)
        let parameters = measurer.parameters
        return Result(
            id: DatasetIdentity.id(parameters, fingerprint: fingerprint),
            parameters: parameters,
            record: DatasetRecord(
                m: parameters.m,
                r: parameters.r,
                maxLength: parameters.maxLength,
                short: parameters.short,
                measures: parameters.measures.sorted { $0.rawValue < $1.rawValue },
                summary: summary
            )
        )
    }
}
