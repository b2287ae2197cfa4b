import InteractionLog

/// Measures a dataset for the command line: bytes in, one answer out.
public struct LocalMeasurement {
    private let intake: DatasetDecoder

    /// - Parameters:
    ///   - format: a name such as `sasrec`; `nil` where the first line shall tell.
    ///   - parameters: by the names of the query parameters of `POST /apen`.
    ///   - resources: what it may take.
    ///   - parts: the files' names, which the places of faults begin with where there are several.
    /// - Throws: 400 for a parameter that is none.
    public init(
        format: String?,
        parameters: [String: String],
        resources: MeasurementLimits,
        parts: [String] = []
    ) throws(Problem) {
        var parameters = parameters
        parameters["format"] = format
        let query = QueryParameters(parameters)
        var reader = ParameterReader(query)
        let format = try LogFormat(query: format, type: nil, &reader)
        intake = DatasetDecoder(
            try EntropyParameters(query, &reader),
            query: query,
            format: format,
            coding: .recognised,
            resources: resources,
            partNames: parts,
            decodedLimit: .max
        )
    }

    /// Takes the next bytes, gzipped or not.
    public func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        try intake.read(bytes)
    }

    /// Ends one of several files, and a line that it left open.
    public func endFile() throws(Problem) {
        try intake.endFile()
    }

    /// Items so far.
    public var tokens: Int { intake.tokens }

    /// The figures, after the last byte.
    ///
    /// - Parameter counted: is told from time to time what share of the pooled patterns is counted, up to 1.
    public func finish(counted: (Double) -> Void = { _ in }) throws(Problem) -> LocalService.Answer {
        let result = try intake.finish(counted: counted)
        let answers = result.datasets.map { dataset in
            DatasetAnswer(.init(id: dataset.id, name: nil, names: [], createdAt: nil), dataset.record)
        }
        let answer = DatasetAnswer(sweep: answers).telling(skipped: result.skipped)
        return try LocalService.Answer(answer, text: DatasetTable.text(answer, result.datasets.map(\.record)))
    }
}
