import InteractionLog

extension LogFormat {
    /// The format that a request names, by `?format=` or by its `Content-Type`; `nil` where neither says.
    ///
    /// - Throws: 400 for a `format` that there is none of, 415 for a type that is no dataset's or not read yet.
    init?(query: String?, type: String?) throws(Problem) {
        if let query {
            guard let format = LogFormat(rawValue: query) else {
                let words = UnknownName.message("format", query, among: LogFormat.allCases.map(\.rawValue))
                throw Problem(.badRequest, words, errors: [ProblemPlace(pointer: "?format", detail: words)])
            }
            self = format
        } else {
            switch MediaType(type) {
            case nil: return nil
            case let type? where type.isUnspecific: return nil
            case let type?:
                guard let format = Self.byMediaType[type.name] else {
                    throw Problem(.unsupportedMediaType, "`\(type.name)` is no format of a dataset. \(Self.remedy)")
                }
                self = format
            }
        }
        guard Self.readable.contains(self) else {
            throw Problem(.unsupportedMediaType, "the format `\(rawValue)` is not read yet. \(Self.remedy)")
        }
    }

    /// The format of a body whose type says nothing, by its first byte.
    ///
    /// - Throws: 415 where that does not tell.
    init(recognising bytes: UnsafeRawBufferPointer) throws(Problem) {
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            throw Problem(.unsupportedMediaType, "the body's format is not known. \(Self.remedy)")
        }
        self = .json
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
        Send `Content-Type: application/json`, `application/x-ndjson` or `text/plain` (SASRec's `user item` lines), or \
        name it with ?format=
        """
}
