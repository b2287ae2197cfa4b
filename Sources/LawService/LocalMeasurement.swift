import TableReading

/// Measures a dataset for the command line: bytes in, one answer out.
public struct LocalMeasurement {
    private let measurement: DatasetMeasurement

    /// - Parameters:
    ///   - parameters: the query parameters of `POST /apen`, by name.
    ///   - limits: the limits of memory and threads.
    ///   - fileNames: the names of the files. If there are several, the place of a fault begins with its file's name.
    ///   - isPart: whether `finishPart` ends the input.
    ///   - patterns: receives the counts of the patterns, for a mergeable summary at r = 0.
    /// - Throws: 400 with every fault of the parameters, also with those that a mergeable summary cannot have, if it is one.
    public init(
        parameters: [String: String],
        limits: MeasurementLimits,
        fileNames: [String] = [],
        isPart: Bool = false,
        patterns: PatternOutput? = nil
    ) throws(Problem) {
        let query = QueryParameters(parameters)
        let (entropy, options) = try Self.read(query, isPart: isPart)
        measurement = DatasetMeasurement(
            .init(
                parameters: entropy,
                query: query,
                options: options,
                limits: limits,
                fileNames: fileNames,
                patterns: patterns,
                decodedLimit: .max,
                work: RequestWork(ProcessBounds(memoryBytes: limits.memoryBytes, threads: limits.jobs))
            )
        )
    }

    /// Throws what `init` would throw, before the caller makes a file.
    public static func check(_ parameters: [String: String], isPart: Bool) throws(Problem) {
        _ = try read(QueryParameters(parameters), isPart: isPart)
    }

    private static func read(
        _ query: QueryParameters,
        isPart: Bool
    ) throws(Problem) -> (EntropyParameters, ReadingOptions) {
        var reader = ParameterReader(query)
        let options = ReadingOptions(&reader)
        let entropy = try EntropyParameters(query, &reader)
        if isPart { try entropy.checkPart(at: "?") }
        return (entropy, options)
    }

    /// Reads the next bytes, gzipped or not.
    public func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        try measurement.read(bytes)
    }

    /// Ends one of several files. The next one may have another format.
    public func endFile() throws(Problem) {
        try measurement.endFile()
    }

    /// The number of items read so far.
    public var tokens: Int { measurement.tokens }

    /// Ends the input and returns the body of the answer.
    ///
    /// - Parameter counted: receives the share of the pooled patterns that is counted, from time to time, up to 1.
    public func finish(counted: (Double) -> Void = { _ in }) throws(Problem) -> [UInt8] {
        let result = try measurement.finish(counted: counted)
        let answers = result.datasets.map { dataset in
            DatasetAnswer(.init(id: dataset.id, name: nil, names: [], createdAt: nil), dataset.record)
        }
        return try JSONAnswer.localBytes(of: DatasetAnswer(sweep: answers).reporting(result.reading))
    }
}

extension LocalMeasurement {
    /// Ends the input and returns the mergeable summary, one line of JSON, for `apen --partial`.
    ///
    /// - Throws: 400 for several `m` or `maxLength`, and for measures that cannot be merged.
    public func finishPart() throws(Problem) -> [UInt8] { try measurement.finishPart().json }
}

extension TablePreview {
    /// The body of the answer of `POST /preview`, for the command line.
    public mutating func answer() throws(Problem) -> [UInt8] {
        try JSONAnswer.localBytes(of: finish())
    }
}

extension JSONAnswer {
    static func localBytes(of answer: some Encodable) throws(Problem) -> [UInt8] {
        do {
            return try bytes(of: answer)
        } catch {
            throw problem(error, of: "answer")
        }
    }
}
