import InteractionLog
import JSONText
import Logging
import ResourceMetering
import SequenceEntropy
import TableReading
import TemporaryStorage

/// Measures one dataset while its bytes arrive, for the service and for the command line.
final class DatasetMeasurement {
    /// How to read and measure a dataset.
    struct Request {
        let parameters: EntropyParameters
        let query: QueryParameters
        let options: ReadingOptions
        /// A hint; the bytes decide.
        var contentType: String?
        let limits: MeasurementLimits
        /// The names of several files, for the places of faults.
        var fileNames: [String] = []
        /// Receives the counts of the patterns, if a mergeable summary is made.
        var patterns: PatternOutput?
        /// The most bytes after decompression.
        let decodedLimit: Int
        /// How many bytes of text each compressed byte may hold, beyond the first 16 MiB; `nil` for any number.
        var decodedRatio: Int?
        let work: RequestWork
    }

    /// The result, ready to be stored or shown.
    struct Result {
        let parameters: EntropyParameters
        /// One for each combination of `maxLength` and `m`, in their order; at least one.
        let datasets: [(id: String, record: DatasetRecord)]
        /// How the log was read.
        let reading: DatasetReading
    }

    private let request: Request
    private var reader: LogReader
    private var consumer: SequenceMeasurer
    private var readingRefusal: MemoryBudget.Refusal?
    /// The first bytes, by which a mergeable summary is recognised.
    private var beginning: [UInt8] = []

    init(_ request: Request) {
        self.request = request
        var limits = LogLimits()
        limits.memory = request.limits.memoryBytes
        limits.textBytes = request.decodedLimit
        limits.textRatio = request.decodedRatio
        limits.faults = FaultList.listed
        reader = LogReader(
            options: request.options,
            memberNames: EntropyParameters.names,
            limits: limits,
            meter: request.work.meter,
            threads: request.work.bounds.pool
        )
        reader.contentType = request.contentType
        consumer = SequenceMeasurer(
            request.parameters,
            query: request.query,
            limits: request.limits,
            work: request.work,
            patterns: request.patterns
        )
    }

    /// The number of items read so far.
    var tokens: Int { reader.progress.tokens }

    /// Holds the memory that every dataset takes with these parameters.
    ///
    /// - Throws: 413 if it never fits, 503 if it fits later.
    func admit() throws(Problem) { try checkResources() }

    /// Reads the next bytes.
    ///
    /// - Throws: 400 when the log cannot be read further; 415 for a foreign format; 413 when the dataset needs more memory
    ///   than is allowed.
    func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        if beginning.count < DatasetPart.beginning {
            beginning += bytes.prefix(DatasetPart.beginning - beginning.count)
        }
        do throws(LogFaults) {
            try reader.read(bytes, into: &consumer)
        } catch {
            throw problem(error)
        }
        if let plan = reader.plan, !plan.hasMembers { consumer.expectNoMembers() }
        try checkResources()
    }

    /// Ends one of several files. Each has its own format, compression, header and line numbers.
    func endFile() throws(Problem) {
        do throws(LogFaults) {
            try reader.endFile(into: &consumer)
        } catch {
            throw problem(error)
        }
        try checkResources()
    }

    /// Ends the input and returns the result.
    ///
    /// - Parameter counted: receives the share of the pooled patterns that is counted, from time to time, up to 1.
    /// - Throws: 400 with every fault of the log.
    func finish(counted: (Double) -> Void = { _ in }) throws(Problem) -> Result {
        let work = request.work
        try endLog()
        let datasets = try consumer.finish(
            items: reader.items,
            used: reader.plan?.options,
            counted: counted
        )
        // What was computed after a stop means nothing.
        try work.check()
        if let refusal = consumer.refusal { throw Self.refused(refusal) }
        guard let datasets else { throw Problem(.internalFault, "the dataset cannot be measured") }
        return Result(
            parameters: consumer.parameters,
            datasets: datasets.map { (DatasetIdentity.id($0.record, fingerprint: $0.fingerprint), $0.record) },
            reading: DatasetReading(
                files: reader.files,
                report: reader.report,
                skipped: reader.skippedRecords,
                reasons: reader.skippedFaults?.summary ?? []
            )
        )
    }

    /// Ends the input and returns a mergeable summary.
    ///
    /// - Throws: 400 with every fault of the log.
    func finishPart() throws(Problem) -> DatasetPart {
        try endLog()
        let work = request.work
        let part = try consumer.finishPart(items: reader.items, used: reader.plan?.options)
        try work.check()
        if let refusal = consumer.refusal { throw Self.refused(refusal) }
        if let failure = consumer.patternFailure { throw failure }
        try work.hold(part.bytes, for: .counting, remedy: "split the users into more parts")
        return part
    }

    /// Reads to the end. Every user has been measured afterwards.
    private func endLog() throws(Problem) {
        let work = request.work
        var refusal: MemoryBudget.Refusal?
        do throws(LogFaults) {
            try reader.finish(into: &consumer) { bytes in
                do throws(MemoryBudget.Refusal) {
                    try work.reserve(bytes, for: .counting)
                    return true
                } catch {
                    refusal = error
                    return false
                }
            }
        } catch {
            if let refusal, case .memory = error.cause { throw Self.refused(refusal) }
            throw problem(error)
        }
        try work.hold(0, for: .counting)
        if consumer.parameters.r > 0, let faults = reader.nonNumericItems { throw problem(faults) }
        try checkFormFields()
        try checkResources()
    }
}

extension ReadingPlan {
    /// Whether parameters may stand beside the records.
    fileprivate var hasMembers: Bool {
        if case .json(let layout) = structure { layout.member != nil } else { false }
    }
}

// MARK: Refusals

extension DatasetMeasurement {
    /// A field of a form would be a parameter that is silently not used.
    private func checkFormFields() throws(Problem) {
        let fields = reader.formFields
        guard fields.count > 0 else { return }
        let places = fields.names.map { name in
            ProblemPlace(
                pointer: "?\(ShownText.escaped(name))",
                detail: "is a field of the form; give it in the query instead"
            )
        }
        throw Problem(
            .badRequest,
            "the form has \(fields.count) \(fields.count == 1 ? "field" : "fields") beside its file; parameters belong in the query",
            errors: places
        )
    }

    private func checkResources() throws(Problem) {
        if let failure = consumer.storageFailure { throw Self.storageFailed(failure) }
        if let failure = consumer.patternFailure { throw failure }
        try checkSize()
        holdReading()
        consumer.holdMemory()
        if let refusal = consumer.refusal ?? readingRefusal { throw Self.refused(refusal) }
        try request.work.check()
    }

    /// Holds the memory of what was read.
    private func holdReading() {
        func reserve() throws(MemoryBudget.Refusal) {
            try request.work.reserve(Self.readerBytes + reader.bytes, for: .reading)
        }
        for remedy in SequenceMeasurer.remedies {
            do throws(MemoryBudget.Refusal) {
                return try reserve()
            } catch {
                reader.spill()
                remedy(&consumer)
                consumer.holdMemory()
            }
        }
        do throws(MemoryBudget.Refusal) {
            try reserve()
        } catch {
            readingRefusal = error
        }
    }

    /// The sample, the buffers of a reader, and the batches on their way.
    private static let readerBytes = 1 << 18

    private static func refused(_ refusal: MemoryBudget.Refusal) -> Problem {
        Problem(
            refusal,
            remedy: "request fewer `m`, `maxLength` or `measures` (`pooled` is the largest), send less data"
        )
    }

    /// - Throws: 413 for more items than the figures can count.
    private func checkSize() throws(Problem) {
        let parameters = consumer.parameters
        let countsAll = parameters.r > 0 || parameters.measures.contains(.pooled)
        if consumer.isTooLong || (countsAll && tokens > request.limits.mostItems) {
            throw Problem(
                .bodyTooLarge,
                """
                one sequence, and all sequences together for `pooled` or at r > 0, may have at most \
                \(request.limits.mostItems) items; request other `measures`, or measure parts of the dataset
                """
            )
        }
    }

    /// The faults of the log, together with those of the other members of a JSON body.
    private func problem(_ faults: LogFaults) -> Problem {
        let detail = faults.faults.last?.detail ?? ""
        switch faults.cause {
        case .content: break
        case .unsupported: return Problem(.unsupportedMediaType, inFile(detail, faults.faults.last))
        case .tooLong, .memory: return Problem(.bodyTooLarge, detail)
        case .stopped(let stop): return request.work.problem(stop)
        case .storage(let failure): return Self.storageFailed(failure)
        }
        if DatasetPart.isSummary(beginning) { return DatasetPart.isNoLog }
        var list = FaultList()
        let members = consumer.faults
        list.append(
            members.listed.map { ProblemPlace(pointer: $0.pointer.description, detail: $0.reason.description) },
            total: members.total
        )
        list.append(faults.faults.map(place), total: faults.total)
        return list.problem(.badRequest, total: list.count, summary: faults.summary)
    }

    /// A fault with its place, and with the name of its file if there are several.
    private func place(of fault: InputFault) -> ProblemPlace {
        let place = fault.place.description
        guard let file = fileName(of: fault) else { return ProblemPlace(pointer: place, detail: fault.detail) }
        switch fault.place {
        case .whole: return ProblemPlace(pointer: file, detail: fault.detail)
        // The place is an option of the command line; the file follows in the text.
        case .parameter: return ProblemPlace(pointer: place, detail: "\(file): \(fault.detail)")
        case .line, .pointer: return ProblemPlace(pointer: "\(file), \(place)", detail: fault.detail)
        }
    }

    private func inFile(_ detail: String, _ fault: InputFault?) -> String {
        fault.flatMap(fileName).map { "\($0): \(detail)" } ?? detail
    }

    private func fileName(of fault: InputFault) -> String? {
        let names = request.fileNames
        return names.count > 1 && names.indices.contains(fault.fileIndex) ? names[fault.fileIndex] : nil
    }

    /// The message omits the folder, which does not concern a client.
    private static func storageFailed(_ failure: SpillFile.Failure) -> Problem {
        Logger(label: "temporary-files").error(
            "a temporary file cannot be used",
            metadata: [
                "folder": "\(failure.folder)", "operation": "\(failure.operation.rawValue)",
                "bytes": "\(failure.bytes)", "reason": "\(failure.reason)",
            ]
        )
        return Problem(
            .storageFull,
            """
            the dataset needs temporary files, but \
            \(failure.isFull ? "the disk is full" : "they cannot be used"); free disk space, or set TMPDIR
            """
        )
    }
}
