import InteractionLog
import JSONText
import SequenceEntropy
import TemporaryStorage

/// Measures one dataset while its bytes arrive, for the service and the command line alike.
struct DatasetMeasurement {
    /// What came out, ready to be stored or shown.
    struct Result {
        let parameters: EntropyParameters
        /// One for each combination of `maxLength` and `m`, in their order; at least one.
        let datasets: [(id: String, record: DatasetRecord)]
        /// How many records were left out as faulty, and why.
        let skipped: (count: Int, reasons: [String])
    }

    private var reader: LogReader
    private var measurer: SequenceMeasurer
    private let resources: MeasurementLimits
    /// What the parts are called, where there are several.
    private let partNames: [String]
    private var isEmpty = true

    init(
        _ parameters: EntropyParameters,
        query: QueryParameters,
        format: LogFormat,
        resources: MeasurementLimits,
        partNames: [String]
    ) {
        var limits = LogLimits()
        limits.memory = resources.memoryBytes
        limits.faults = FaultList.listed
        reader = LogReader(format: format, limits: limits, onError: parameters.onError)
        measurer = SequenceMeasurer(
            parameters,
            query: query,
            keepsSequences: format == .json,
            resources: resources
        )
        self.resources = resources
        self.partNames = partNames
    }

    /// Items so far.
    var tokens: Int { reader.progress.tokens }

    /// Takes the next bytes.
    ///
    /// - Throws: 400 once the log cannot be read on; 413 once the dataset needs more memory than it may have.
    mutating func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        isEmpty = isEmpty && bytes.isEmpty
        do {
            try reader.read(bytes, into: &measurer)
        } catch {
            throw problem(error)
        }
        if let failure = measurer.storageFailure { throw Self.storageFailed(failure) }
        try checkTolerance()
        guard measurer.bytes <= resources.memoryBytes else {
            throw Problem(
                .bodyTooLarge,
                """
                the patterns of this dataset need more than the \(resources.memoryBytes) bytes it may hold; ask for fewer `measures` \
                (`pooled` is the large one), or let the operator raise --memory
                """
            )
        }
    }

    /// - Throws: 413 where comparing the windows of a numeric series would take a worker for hours.
    private func checkTolerance() throws(Problem) {
        let parameters = measurer.parameters
        guard let bound = resources.toleratedItems, parameters.r > 0, parameters.m.contains(where: { $0 > 2 }) else {
            return
        }
        guard tokens <= bound else {
            throw Problem(
                .bodyTooLarge,
                """
                r > 0 at m > 2 can take a time that grows with the square of the items, so the service measures at most \
                \(bound) of them; use m = 2 or 1, or the command line
                """
            )
        }
    }

    /// Ends one of several files: each has a header and line numbers of its own.
    ///
    /// - Throws: 400 for a format whose files do not add up to one dataset.
    mutating func endFile() throws(Problem) {
        do throws(LogFaults) {
            try reader.endFile(into: &measurer)
        } catch {
            throw problem(error)
        }
    }

    /// The figures, after the last byte.
    ///
    /// - Parameter counted: is told from time to time what share of the pooled patterns is counted, up to 1.
    /// - Throws: 400 with every fault of the log.
    mutating func finish(counted: (Double) -> Void) throws(Problem) -> Result {
        guard !isEmpty else { throw Problem(.badRequest, "the body is empty; it should hold a dataset") }
        do throws(LogFaults) {
            try reader.finish(into: &measurer)
            if measurer.parameters.r > 0, let faults = reader.nonNumericItems { throw faults }
        } catch {
            throw problem(error)
        }
        try checkTolerance()
        let datasets = try measurer.finish(items: reader.items, counted: counted)
        return Result(
            parameters: measurer.parameters,
            datasets: datasets.map { (DatasetIdentity.id($0.record, fingerprint: $0.fingerprint), $0.record) },
            skipped: (reader.skippedRecords, reader.skippedFaults?.summary ?? [])
        )
    }

    /// The log's faults together with those of a JSON body's other members.
    private func problem(_ faults: LogFaults) -> Problem {
        switch faults.cause {
        case .content: break
        case .memory: return Problem(.bodyTooLarge, faults.faults.first?.detail ?? "the log needs too much memory")
        case .storage(let failure): return Self.storageFailed(failure)
        case .cancellation: return Problem(.internalFault, "the reading was stopped")
        }
        var list = FaultList()
        list.append(
            measurer.faults.listed.map { ProblemPlace(pointer: $0.pointer.description, detail: $0.reason.description) },
            total: measurer.faults.total
        )
        list.append(
            faults.faults.map { ProblemPlace(pointer: place(of: $0), detail: $0.detail) },
            total: faults.total
        )
        return list.problem(.badRequest, total: list.count, summary: faults.summary)
    }

    /// Where a fault is, with the name of its file where there are several.
    private func place(of fault: InputFault) -> String {
        guard partNames.count > 1, fault.part < partNames.count else { return fault.place.description }
        return "\(partNames[fault.part]), \(fault.place)"
    }

    /// The failure is told without its folder, which is no concern of a client.
    private static func storageFailed(_ failure: SpillFile.Failure) -> Problem {
        Problem(
            .storageFull,
            """
            the dataset needs temporary files, and \
            \(failure.isFull ? "there is no room for them" : "they cannot be used"): free the disk, or set TMPDIR
            """
        )
    }
}
