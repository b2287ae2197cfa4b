import InteractionLog

/// Measures a dataset for the command line: bytes in, one answer out.
public struct DatasetMeter {
    private var analysis: DatasetAnalysis

    /// - Parameters:
    ///   - format: a name such as `sasrec`.
    ///   - parameters: by the names of the query parameters of `POST /apen`.
    ///   - memoryBytes: what the dataset may hold at once.
    /// - Throws: 400 for a parameter that is none, 415 for a format that is not read.
    public init(format: String, parameters: [String: String], memoryBytes: Int) throws(Problem) {
        let query = QueryParameters(parameters)
        guard let format = try LogFormat(query: format, type: nil) else {
            throw Problem(.badRequest, "the format is missing")
        }
        analysis = try DatasetAnalysis(
            EntropyParameters(query),
            query: query,
            format: format,
            memoryBytes: memoryBytes
        )
    }

    /// Takes the next bytes.
    public mutating func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        try analysis.read(bytes)
    }

    /// Ends a line that the last bytes may have left open, before another file's bytes.
    public mutating func endLine() throws(Problem) {
        let lineFeed: [UInt8] = [UInt8(ascii: "\n")]
        let outcome = lineFeed.withUnsafeBytes { bytes in
            Result { () throws(Problem) in try analysis.read(bytes) }
        }
        try outcome.get()
    }

    /// The figures, after the last byte.
    public mutating func finish() throws(Problem) -> LocalService.Answer {
        let result = try analysis.finish()
        let identity = DatasetAnswer.Identity(id: result.id, name: nil, names: [], createdAt: nil)
        let answer = DatasetAnswer(identity, result.record)
        return try LocalService.Answer(answer, text: DatasetTable.text(answer))
    }
}
