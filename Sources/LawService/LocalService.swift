public import PredictionStore

/// The services for the command line: the same parameters, the same answers as over HTTP.
public struct LocalService: Sendable {
    /// One answer, for programs and for people.
    public struct Answer: Sendable {
        /// Exactly the body of the HTTP answer.
        public let json: [UInt8]
        /// A table.
        public let text: String

        init(json: [UInt8], text: String) {
            self.json = json
            self.text = text
        }

        init(_ value: some Encodable, text: String) throws(Problem) {
            do {
                json = try JSONAnswer.bytes(of: value)
            } catch {
                throw Problem(.internalFault, "the answer cannot be written as JSON")
            }
            self.text = text
        }
    }

    private let services: Services

    public init(store: any DocumentStore) {
        services = Services(store: store, configuration: Application.Configuration())
    }

    /// `POST /fit`.
    ///
    /// - Parameters:
    ///   - type: `application/json` or `text/csv`; `nil` where it is not known.
    ///   - parameters: by the names of the query parameters.
    public func fit(_ body: [UInt8], type: String?, parameters: [String: String]) throws(Problem) -> Answer {
        let request = try FitRequest(body: body, type: MediaType(type), query: QueryParameters(parameters))
        let answer = try services.fitting.fit(request).answer
        return try Answer(answer, text: LawTable.text(answer))
    }

    /// `GET /predict`.
    public func predict(_ parameters: [String: String]) throws(Problem) -> Answer {
        let answer = try services.prediction.answer(PredictionQuery(QueryParameters(parameters)))
        return Answer(json: answer.bytes, text: PredictionTable.text(answer))
    }

    /// `GET /optimal`.
    public func optimal(_ parameters: [String: String]) throws(Problem) -> Answer {
        let answer = try services.optimal.answer(OptimalQuery(QueryParameters(parameters)))
        return try Answer(answer, text: OptimalTable.text(answer))
    }
}
