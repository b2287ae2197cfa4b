public import PredictionStore

/// The services for the command line, with the parameters and answers of HTTP.
public struct LocalService: Sendable {
    /// One answer, for programs and for people.
    public struct Answer: Sendable {
        /// The body of the HTTP answer, byte for byte.
        public let json: [UInt8]
        /// The same as a table.
        public let text: String

        init(json: [UInt8], text: String) {
            self.json = json
            self.text = text
        }

        init(_ value: some Encodable, text: String) throws(Problem) {
            do {
                json = try JSONAnswer.bytes(of: value)
            } catch {
                throw Problem(.internalFault, "the answer cannot be encoded")
            }
            self.text = text
        }
    }

    private let services: Services

    public init(store: any DocumentStore) {
        services = Services(store: store, limits: Services.Limits(), metrics: ServiceMetrics())
    }

    /// `POST /fit`.
    ///
    /// - Parameters:
    ///   - body: a table of experiments in any format.
    ///   - parameters: the query parameters, by name.
    public func fit(_ body: [UInt8], parameters: [String: String]) throws(Problem) -> Answer {
        let work = RequestWork.unbounded()
        let request = try FitRequest(
            body: body,
            contentType: nil,
            query: QueryParameters(parameters),
            work: work
        )
        let answer = try services.fitting.fit(request, work).answer
        return try Answer(answer, text: LawTable.text(answer))
    }

    /// `GET /predict`.
    public func predict(_ parameters: [String: String]) throws(Problem) -> Answer {
        let answer = try services.prediction.answer(PredictionQuery(QueryParameters(parameters)), .unbounded())
        return Answer(json: answer.bytes, text: PredictionTable.text(answer))
    }

    /// `GET /optimal`.
    public func optimal(_ parameters: [String: String]) throws(Problem) -> Answer {
        let answer = try services.optimal.answer(OptimalQuery(QueryParameters(parameters)), .unbounded())
        return try Answer(answer, text: OptimalTable.text(answer))
    }
}

extension TablePreview {
    /// The answer of `POST /preview`, for the command line.
    public mutating func answer() throws(Problem) -> LocalService.Answer {
        let answer = try finish()
        return try LocalService.Answer(answer, text: PreviewTable.text(answer))
    }
}
