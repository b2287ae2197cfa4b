import JSONText

extension Problem {
    /// A problem document that a service sent.
    ///
    /// - Returns: `nil` if the bytes are none, or if its kind is unknown to this version.
    public init?(document: [UInt8]) {
        guard case .object(let object) = Self.parsed(document), case .string(let type) = object["type"],
            case .string(let detail) = object["detail"],
            let name = type.split(whereSeparator: { $0 == ":" || $0 == "/" }).last,
            let code = Code(rawValue: String(name))
        else { return nil }
        var places: [ProblemPlace] = []
        if case .array(let errors) = object["errors"] {
            for case .object(let error) in errors {
                guard case .string(let pointer) = error["pointer"], case .string(let detail) = error["detail"] else {
                    continue
                }
                places.append(ProblemPlace(pointer: pointer, detail: detail))
            }
        }
        self.init(code, detail, errors: places)
    }

    private static func parsed(_ document: [UInt8]) -> JSONValue {
        do {
            return try JSONValue.parse(document)
        } catch {
            return .null
        }
    }
}
