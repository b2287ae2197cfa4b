import InteractionLog
import JSONText
import SequenceEntropy
import TemporaryStorage

/// Measures one dataset while its bytes arrive, for the service and for the command line.
///
/// `read` passes the bytes to the log's reader. It decompresses them before, if necessary. Until the compression and the
/// format are known, it keeps the first bytes.
final class DatasetMeasurement {
    /// How to read and measure a dataset.
    struct Request {
        let parameters: EntropyParameters
        let query: QueryParameters
        /// `nil` if the first line decides.
        let format: LogFormat?
        let coding: ContentCoding
        let limits: MeasurementLimits
        /// The names of several files, for the places of faults.
        var fileNames: [String] = []
        /// The most bytes after decompression.
        let decodedLimit: Int
    }

    /// The result, ready to be stored or shown.
    struct Result {
        let parameters: EntropyParameters
        /// One for each combination of `maxLength` and `m`, in their order; at least one.
        let datasets: [(id: String, record: DatasetRecord)]
        /// The number of faulty records that were left out, and the reasons.
        let skipped: (count: Int, reasons: [String])
    }

    /// The most bytes that are searched for the end of the first line.
    private static let detectionBytes = 64 << 10
    /// Two bytes distinguish gzip from every text.
    private static let signatureBytes = 2

    private let request: Request
    /// The first bytes of a file, until its compression is known; `nil` from then on.
    private var signature: [UInt8]? = []
    private var decoder: GzipDecoder?
    /// The first decompressed bytes, until the format is known.
    private var beginning: [UInt8] = []
    private var log: OpenLog?

    init(_ request: Request) {
        self.request = request
    }

    /// The number of items read so far.
    var tokens: Int { log?.reader.progress.tokens ?? 0 }

    /// A log of known format, and what measures it.
    private struct OpenLog {
        var reader: LogReader
        var consumer: SequenceMeasurer
        var isEmpty = true

        mutating func read(_ bytes: UnsafeRawBufferPointer) throws(LogFaults) {
            isEmpty = isEmpty && bytes.isEmpty
            try reader.read(bytes, into: &consumer)
        }

        mutating func endFile() throws(LogFaults) { try reader.endFile(into: &consumer) }

        mutating func finish() throws(LogFaults) {
            try reader.finish(into: &consumer)
            if consumer.parameters.r > 0, let faults = reader.nonNumericItems { throw faults }
        }
    }

    /// Reads the next bytes.
    ///
    /// - Throws: 400 when the log cannot be read further; 413 when the dataset needs more memory than is allowed.
    func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        guard var first = signature else { return try decompress(bytes) }
        first.append(contentsOf: bytes)
        if first.count < Self.signatureBytes, request.coding == .recognised {
            signature = first
        } else {
            try beginFile(first)
        }
    }

    /// Ends one of several files. Each has its own compression, header and line numbers.
    ///
    /// - Throws: 400 for a format in which several files cannot be one dataset.
    func endFile() throws(Problem) {
        try endCompressedFile()
        signature = []
        do throws(LogFaults) {
            try log?.endFile()
        } catch {
            throw problem(error)
        }
    }

    /// Ends the input and returns the result.
    ///
    /// - Parameter counted: receives the share of the pooled patterns that is counted, from time to time, up to 1.
    /// - Throws: 400 with every fault of the log.
    func finish(counted: (Double) -> Void = { _ in }) throws(Problem) -> Result {
        try endCompressedFile()
        guard log?.isEmpty == false else {
            throw Problem(.badRequest, "the body is empty; it should contain a dataset")
        }
        do throws(LogFaults) {
            try log?.finish()
        } catch {
            throw problem(error)
        }
        guard let log else { throw Problem(.badRequest, "the body is empty; it should contain a dataset") }
        try checkSize(log)
        var consumer = log.consumer
        let datasets = try consumer.finish(items: log.reader.items, counted: counted)
        return Result(
            parameters: consumer.parameters,
            datasets: datasets.map { (DatasetIdentity.id($0.record, fingerprint: $0.fingerprint), $0.record) },
            skipped: (log.reader.skippedRecords, log.reader.skippedFaults?.summary ?? [])
        )
    }
}

// MARK: From bytes to text of a known format

extension DatasetMeasurement {
    private func beginFile(_ bytes: [UInt8]) throws(Problem) {
        signature = nil
        let isGzip =
            switch request.coding {
            case .identity: false
            case .gzip: true
            case .recognised: bytes.withUnsafeBytes(GzipDecoder.recognises)
            }
        if isGzip {
            do throws(GzipDecoder.Fault) {
                decoder = try GzipDecoder(limit: request.decodedLimit)
            } catch {
                throw Self.problem(error)
            }
        }
        try bytes.withUnsafeBuffer { (bytes) throws(Problem) in try decompress(bytes) }
    }

    private func decompress(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        guard decoder != nil else { return try measure(bytes) }
        var problem: Problem?
        do throws(GzipDecoder.Fault) {
            try decoder?.decode(bytes) { text in
                do throws(Problem) {
                    try measure(text)
                    return true
                } catch {
                    problem = error
                    return false
                }
            }
        } catch {
            throw Self.problem(error)
        }
        if let problem { throw problem }
    }

    /// Ends the compression of a file, and the search for its format: no more bytes will come.
    private func endCompressedFile() throws(Problem) {
        if let first = signature { try beginFile(first) }
        do throws(GzipDecoder.Fault) {
            try decoder?.finish()
        } catch {
            throw Self.problem(error)
        }
        decoder = nil
        if log == nil { try detectFormat(isWhole: true) }
    }

    private func measure(_ text: UnsafeRawBufferPointer) throws(Problem) {
        if log != nil { return try measureOpen(text) }
        if let format = request.format {
            open(format)
            return try measureOpen(text)
        }
        beginning.append(contentsOf: text)
        if text.contains(UInt8(ascii: "\n")) || beginning.count >= Self.detectionBytes {
            try detectFormat(isWhole: false)
        }
    }

    /// Opens the log once the first bytes show its format.
    ///
    /// - Parameter isWhole: whether no more bytes will come.
    private func detectFormat(isWhole: Bool) throws(Problem) {
        if let format = request.format { return open(format) }
        if beginning.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
            if !isWhole, beginning.count < Self.detectionBytes { return }
            throw Problem(
                .badRequest,
                isWhole
                    ? "the body is empty; it should contain a dataset"
                    : "the body begins with \(Self.detectionBytes) blank bytes or more; it should contain a dataset"
            )
        }
        open(try beginning.withUnsafeBuffer { (text) throws(Problem) in try LogFormat(recognising: text) })
        let text = beginning
        beginning = []
        try text.withUnsafeBuffer { (text) throws(Problem) in try measureOpen(text) }
    }

    private func open(_ format: LogFormat) {
        var limits = LogLimits()
        limits.memory = request.limits.memoryBytes
        limits.faults = FaultList.listed
        log = OpenLog(
            reader: LogReader(format: format, limits: limits, onError: request.parameters.onError),
            consumer: SequenceMeasurer(
                request.parameters,
                query: request.query,
                keepsSequences: format == .json,
                limits: request.limits
            )
        )
    }

    private func measureOpen(_ text: UnsafeRawBufferPointer) throws(Problem) {
        do throws(LogFaults) {
            try log?.read(text)
        } catch {
            throw problem(error)
        }
        guard let log else { return }
        if let failure = log.consumer.storageFailure { throw Self.storageFailed(failure) }
        try checkSize(log)
        guard log.consumer.bytes <= request.limits.memoryBytes else {
            throw Problem(
                .bodyTooLarge,
                """
                the patterns of this dataset need more than the \(request.limits.memoryBytes) bytes of memory that are allowed; \
                request fewer `measures` (`pooled` is the largest), or ask the operator to raise --memory
                """
            )
        }
    }
}

// MARK: Refusals

extension DatasetMeasurement {
    /// - Throws: 413 for more items than the figures can count, or than a worker can compare in minutes.
    private func checkSize(_ log: OpenLog) throws(Problem) {
        let parameters = log.consumer.parameters
        let countsAll = parameters.r > 0 || parameters.measures.contains(.pooled)
        if log.consumer.isTooLong || (countsAll && tokens > request.limits.mostItems) {
            throw Problem(
                .bodyTooLarge,
                """
                one sequence, and all sequences together for `pooled` or at r > 0, may have at most \
                \(request.limits.mostItems) items; request other `measures`, or measure parts of the dataset
                """
            )
        }
        guard let limit = request.limits.toleratedItems, parameters.r > 0, parameters.m.contains(where: { $0 > 2 }),
            tokens > limit
        else { return }
        throw Problem(
            .bodyTooLarge,
            """
            at r > 0 and m > 2 the time can grow with the square of the number of items, so the service measures at most \
            \(limit) items; use m = 1 or m = 2, or the command line
            """
        )
    }

    /// The faults of the log, together with those of the other members of a JSON body.
    private func problem(_ faults: LogFaults) -> Problem {
        switch faults.cause {
        case .content: break
        case .memory: return Problem(.bodyTooLarge, faults.faults.first?.detail ?? "the log needs too much memory")
        case .storage(let failure): return Self.storageFailed(failure)
        }
        var list = FaultList()
        if let members = log?.consumer.faults {
            list.append(
                members.listed.map { ProblemPlace(pointer: $0.pointer.description, detail: $0.reason.description) },
                total: members.total
            )
        }
        list.append(
            faults.faults.map { ProblemPlace(pointer: place(of: $0), detail: $0.detail) },
            total: faults.total
        )
        return list.problem(.badRequest, total: list.count, summary: faults.summary)
    }

    /// The place of a fault, with the name of its file if there are several.
    private func place(of fault: InputFault) -> String {
        let names = request.fileNames
        guard names.count > 1, names.indices.contains(fault.fileIndex) else { return fault.place.description }
        return "\(names[fault.fileIndex]), \(fault.place)"
    }

    private static func problem(_ fault: GzipDecoder.Fault) -> Problem {
        switch fault {
        case .tooLong: Problem(.bodyTooLarge, fault.description)
        case .corrupt, .truncated, .trailingGarbage, .outOfMemory: Problem(.badRequest, fault.description)
        }
    }

    /// The message omits the folder, which does not concern a client.
    private static func storageFailed(_ failure: SpillFile.Failure) -> Problem {
        Problem(
            .storageFull,
            """
            the dataset needs temporary files, but \
            \(failure.isFull ? "the disk is full" : "they cannot be used"); free disk space, or set TMPDIR
            """
        )
    }
}

extension [UInt8] {
    fileprivate func withUnsafeBuffer<Value>(
        _ body: (UnsafeRawBufferPointer) throws(Problem) -> Value
    ) throws(Problem) -> Value {
        try withUnsafeBufferPointer { (buffer) throws(Problem) in try body(UnsafeRawBufferPointer(buffer)) }
    }
}
