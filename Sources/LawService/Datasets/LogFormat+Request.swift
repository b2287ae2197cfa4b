import InteractionLog

extension LogFormat {
    /// The format that a request names, by `?format=` or by its `Content-Type`; `nil` where neither says.
    ///
    /// - Throws: 415 for a type that is no dataset's. A `format` that there is none of goes to the reader's faults.
    init?(query: String?, type: String?, _ reader: inout ParameterReader) throws(Problem) {
        if query != nil {
            guard let format = reader.choice("format", of: LogFormat.self) else { return nil }
            self = format
            return
        }
        guard let type = MediaType(type), !type.isUnspecific else { return nil }
        guard let format = Self.byMediaType[type.name] else {
            throw Problem(.unsupportedMediaType, "`\(type.name)` is no format of a dataset. \(Self.remedy)")
        }
        self = format
    }

    /// The format of a body whose type says nothing, by its first line.
    ///
    /// - Throws: 415 where that does not tell.
    init(recognising bytes: UnsafeRawBufferPointer) throws(Problem) {
        guard let format = Self.recognised(in: bytes) else {
            throw Problem(.unsupportedMediaType, "the body's format is not known. \(Self.remedy)")
        }
        self = format
    }

    private static let byMediaType: [String: LogFormat] = [
        "application/json": .json,
        "application/x-ndjson": .ndjson,
        "application/jsonl": .ndjson,
        "text/csv": .csv,
        "text/tab-separated-values": .recbole,
        "text/plain": .sasrec,
    ]

    private static let remedy = """
        Send `Content-Type: application/json`, `application/x-ndjson`, `text/csv`, `text/tab-separated-values` (RecBole) or \
        `text/plain` (SASRec's `user item` lines), or name it with ?format=
        """
}
