import InteractionLog

/// Takes a dataset's bytes as they come, coded or not, of a known format or not, and hands them to an analysis.
final class DatasetDecoder {
    /// How the bytes are coded.
    enum Coding {
        case identity
        case gzip
        /// By the first bytes, as for files.
        case recognised
    }

    /// More bytes than this are not looked through for the end of the first line.
    private static let recognitionBytes = 64 << 10

    private let parameters: EntropyParameters
    private let query: QueryParameters
    private let resources: MeasurementLimits
    private let partNames: [String]
    private let decodedLimit: Int
    private let coding: Coding
    private var format: LogFormat?
    private var analysis: DatasetMeasurement?
    /// The first bytes, decoded, until the format is known.
    private var beginning: [UInt8] = []
    /// The first bytes of a part, until its coding is known.
    private var signature: [UInt8]? = []
    private var decoder: GzipDecoder?

    /// - Parameters:
    ///   - format: `nil` where the first line shall tell.
    ///   - partNames: what several files are called, for the places of faults.
    ///   - decodedLimit: bytes that coded bytes may become.
    init(
        _ parameters: EntropyParameters,
        query: QueryParameters,
        format: LogFormat?,
        coding: Coding,
        resources: MeasurementLimits,
        partNames: [String] = [],
        decodedLimit: Int
    ) {
        self.parameters = parameters
        self.query = query
        self.format = format
        self.coding = coding
        self.resources = resources
        self.partNames = partNames
        self.decodedLimit = decodedLimit
    }

    /// Items so far.
    var tokens: Int { analysis?.tokens ?? 0 }

    /// Takes the next bytes.
    func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        guard var known = signature else { return try decode(bytes) }
        known.append(contentsOf: bytes)
        // Two bytes tell gzip from every text.
        guard known.count >= 2 || coding != .recognised else {
            signature = known
            return
        }
        try begin(known)
    }

    /// Ends a part, such as one of several files: its coding ends, and a line that it left open.
    func endFile() throws(Problem) {
        if let known = signature { try begin(known) }
        do throws(GzipDecoder.Fault) {
            try decoder?.finish()
        } catch {
            throw Self.problem(error)
        }
        decoder = nil
        signature = []
        if analysis == nil { try recognise(isWhole: true) }
        try analysis?.endFile()
    }

    /// The figures, after the last byte.
    ///
    /// - Parameter counted: is told from time to time what share of the pooled patterns is counted, up to 1.
    func finish(counted: (Double) -> Void = { _ in }) throws(Problem) -> DatasetMeasurement.Result {
        if let known = signature { try begin(known) }
        do throws(GzipDecoder.Fault) {
            try decoder?.finish()
        } catch {
            throw Self.problem(error)
        }
        if analysis == nil { try recognise(isWhole: true) }
        guard let result = try analysis?.finish(counted: counted) else {
            throw Problem(.badRequest, "the body is empty")
        }
        return result
    }

    private func begin(_ bytes: [UInt8]) throws(Problem) {
        signature = nil
        let isGzip = coding == .gzip || (coding == .recognised && bytes.withUnsafeBytes(GzipDecoder.recognises))
        if isGzip {
            do throws(GzipDecoder.Fault) {
                decoder = try GzipDecoder(limit: decodedLimit)
            } catch {
                throw Self.problem(error)
            }
        }
        try bytes.withBytes { (buffer) throws(Problem) in try decode(buffer) }
    }

    private func decode(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        guard decoder != nil else { return try take(bytes) }
        var problem: Problem?
        do throws(GzipDecoder.Fault) {
            try decoder?.decode(bytes) { text in
                do throws(Problem) {
                    try take(text)
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

    private func take(_ bytes: [UInt8]) throws(Problem) {
        try bytes.withBytes { (buffer) throws(Problem) in try take(buffer) }
    }

    /// Takes decoded bytes.
    private func take(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        if analysis != nil { return try readOn(bytes) }
        if format != nil {
            try recognise(isWhole: true)
            return try readOn(bytes)
        }
        beginning.append(contentsOf: bytes)
        if bytes.contains(UInt8(ascii: "\n")) || beginning.count >= Self.recognitionBytes {
            try recognise(isWhole: false)
        }
    }

    /// Begins the analysis once the format is known.
    ///
    /// - Parameter isWhole: whether no more bytes will come to recognise it from.
    private func recognise(isWhole: Bool) throws(Problem) {
        let isBlank = beginning.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if format == nil {
            if isBlank, !isWhole, beginning.count < Self.recognitionBytes { return }
            if isBlank {
                throw Problem(
                    .badRequest,
                    isWhole
                        ? "the body is empty; it should hold a dataset"
                        : "the body begins with \(Self.recognitionBytes) blank bytes or more; it should hold a dataset"
                )
            }
            format = try beginning.withBytes { (buffer) throws(Problem) in try LogFormat(recognising: buffer) }
        }
        guard let format else { return }
        analysis = DatasetMeasurement(
            parameters,
            query: query,
            format: format,
            resources: resources,
            partNames: partNames
        )
        let bytes = beginning
        beginning = []
        try bytes.withBytes { (buffer) throws(Problem) in try readOn(buffer) }
    }

    private func readOn(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        try analysis?.read(bytes)
    }

    private static func problem(_ fault: GzipDecoder.Fault) -> Problem {
        switch fault {
        case .tooLong: Problem(.bodyTooLarge, fault.description)
        case .corrupt, .truncated, .trailingGarbage, .outOfMemory: Problem(.badRequest, fault.description)
        }
    }
}

extension [UInt8] {
    /// `withUnsafeBytes` rethrows untyped, so the outcome leaves it as a value.
    fileprivate func withBytes<Value>(
        _ body: (UnsafeRawBufferPointer) throws(Problem) -> Value
    ) throws(Problem) -> Value {
        try withUnsafeBytes { buffer in Result { () throws(Problem) in try body(buffer) } }.get()
    }
}
