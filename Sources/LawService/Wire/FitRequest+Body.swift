extension FitRequest {
    /// Reads a body by its type; where the type says nothing, JSON is known by its first byte.
    ///
    /// - Throws: 415 for a type that is neither JSON nor CSV; 400 for a faulty body.
    init(body: [UInt8], type: MediaType?, query: QueryParameters) throws(Problem) {
        switch type?.name {
        case "application/json": try self.init(json: body, query: query)
        case "text/csv": try self.init(csv: body, query: query)
        default:
            let first = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            guard type?.isUnspecific ?? true, first == UInt8(ascii: "{") else {
                throw Problem(
                    .unsupportedMediaType,
                    "send experiments with `Content-Type: application/json` or `text/csv`"
                )
            }
            try self.init(json: body, query: query)
        }
    }
}
