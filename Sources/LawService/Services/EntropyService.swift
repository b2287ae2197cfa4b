import Foundation
import HTTPMessage
import InteractionLog
import PredictionStore

/// Measures the quality of datasets and stores the figures.
struct EntropyService: Sendable {
    private let store: any DocumentStore
    private let configuration: Application.Configuration

    init(store: any DocumentStore, configuration: Application.Configuration) {
        self.store = store
        self.configuration = configuration
    }

    /// `POST /apen`: the body is measured as it arrives and never held whole.
    func measure(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        try ContentCoding.requireIdentity(request.head)
        let parameters = try EntropyParameters(request.query)
        let format = try LogFormat(query: request.query["format"], type: request.head.fields.only(.contentType))
        let memoryBytes = configuration.memoryBytes
        let query = request.query
        let receiver = DatasetReceiver(
            begin: { first throws(Problem) in
                try DatasetAnalysis(
                    parameters,
                    query: query,
                    format: try Self.format(format, first),
                    memoryBytes: memoryBytes
                )
            },
            answer: { result throws(Problem) in JSONAnswer.response(.ok, try stored(result)) }
        )
        return .receive(bodyLimit: configuration.datasetBodyBytes, receiver)
    }

    private static func format(_ named: LogFormat?, _ first: UnsafeRawBufferPointer) throws(Problem) -> LogFormat {
        if let named { return named }
        return try LogFormat(recognising: first)
    }

    /// Stores a measured dataset, or finds it, and gives it its name.
    private func stored(_ result: DatasetAnalysis.Result) throws(Problem) -> DatasetAnswer {
        let draft = DocumentDraft(
            id: result.id,
            kind: .dataset,
            createdAt: Date(),
            content: try StoredRecord.encode(result.record)
        )
        do {
            let saved = try store.save(
                draft,
                name: result.parameters.name,
                replaceName: result.parameters.replaceName
            )
            return DatasetAnswer(saved.document, result.record, name: result.parameters.name)
        } catch {
            throw Problem(error, kind: .dataset)
        }
    }
}
