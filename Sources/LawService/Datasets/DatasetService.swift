import Foundation
import HTTPMessage
import InteractionLog
import PredictionStore

/// Measures the quality of datasets and stores the figures.
struct DatasetService: Sendable {
    private let store: any DocumentStore
    private let configuration: Application.Configuration

    init(store: any DocumentStore, configuration: Application.Configuration) {
        self.store = store
        self.configuration = configuration
    }

    /// `POST /apen`: the body is measured as it arrives and never held whole.
    func measure(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let coding = try ContentCoding.dataset(request.head)
        var reader = ParameterReader(request.query)
        let format = try LogFormat(
            query: request.query["format"],
            type: MediaType.field(request.head),
            &reader
        )
        let parameters = try EntropyParameters(request.query, &reader)
        let intake = DatasetDecoder(
            parameters,
            query: request.query,
            format: format,
            coding: coding,
            resources: configuration.measuring,
            decodedLimit: configuration.datasetBodyBytes
        )
        let receiver = DatasetUpload(intake) { result throws(Problem) in
            JSONAnswer.response(.ok, try stored(result))
        }
        return .receive(bodyLimit: configuration.datasetBodyBytes, receiver)
    }

    /// Stores each measured dataset, or finds it. The first takes the name.
    private func stored(_ result: DatasetMeasurement.Result) throws(Problem) -> DatasetAnswer {
        var answers: [DatasetAnswer] = []
        for (index, dataset) in result.datasets.enumerated() {
            let name = index == 0 ? result.parameters.name : nil
            let draft = DocumentDraft(
                id: dataset.id,
                kind: .dataset,
                createdAt: Date(),
                content: try RecordCoding.encode(dataset.record)
            )
            do {
                let saved = try store.save(draft, name: name, replaceName: result.parameters.replaceName)
                answers.append(DatasetAnswer(saved.document, dataset.record, name: name))
            } catch {
                throw Problem(error, kind: .dataset)
            }
        }
        return DatasetAnswer(sweep: answers).telling(skipped: result.skipped)
    }
}
