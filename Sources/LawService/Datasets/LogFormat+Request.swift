import InteractionLog

extension LogFormat {
    /// The format that a request names by `?format=` or by its `Content-Type`; `nil` if neither names one.
    ///
    /// - Throws: 415 for a media type that is not that of a dataset. An unknown `format` is added to the reader's faults.
    init?(query: String?, type: String?, _ reader: inout ParameterReader) throws(Problem) {
        if query != nil {
            guard let format = reader.choice("format", of: LogFormat.self) else { return nil }
            self = format
            return
        }
        guard let type = MediaType(type), !type.isUnspecific else { return nil }
        guard let format = Self.byMediaType[type.name] else {
            throw Problem(.unsupportedMediaType, "`\(type.name)` is not a format of datasets. \(Self.remedy)")
        }
        self = format
    }

    /// The format of a body, recognised from its first line.
    ///
    /// - Throws: 415 if the first line fits no format.
    init(recognising bytes: UnsafeRawBufferPointer) throws(Problem) {
        guard let format = Self.detect(in: bytes) else {
            throw Problem(.unsupportedMediaType, "the body's format was not recognised. \(Self.remedy)")
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
        `text/plain` (SASRec's `user item` lines), or name the format with ?format=
        """
}
