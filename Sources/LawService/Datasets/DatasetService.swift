import Foundation
import HTTPMessage
import PredictionStore
import TableReading

/// Measures the quality of datasets and stores the results.
struct DatasetService: Sendable {
    private let store: any DocumentStore
    private let limits: MeasurementLimits
    let bounds: ProcessBounds
    /// The largest body in bytes, before and after its decompression.
    let bodyLimit: Int

    init(store: any DocumentStore, limits: MeasurementLimits, bounds: ProcessBounds, bodyLimit: Int) {
        self.store = store
        self.limits = limits
        self.bounds = bounds
        self.bodyLimit = bodyLimit
    }

    /// `POST /apen`. The body is measured as it arrives and is never in memory as a whole.
    func measure(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        try ContentCoding.requireGzipOrIdentity(request.head)
        let query = request.query()
        var reader = ParameterReader(query)
        let options = ReadingOptions(&reader)
        let parameters = try EntropyParameters(query, &reader)
        let work = RequestWork(bounds)
        let measurement = DatasetMeasurement.Request(
            parameters: parameters,
            query: query,
            options: options,
            contentType: try MediaType.field(request.head),
            limits: limits,
            decodedLimit: bodyLimit,
            decodedRatio: ContentCoding.largestRatio,
            work: work
        )
        let receiver = DatasetUpload(measurement) { result throws(Problem) in
            // Nothing is stored for a client who has gone.
            try work.check()
            return JSONAnswer.response(.ok, try stored(result))
        }
        return .receive(bodyLimit: bodyLimit, receiver)
    }

    /// Stores each measured dataset unless it is stored already. The first one gets the name.
    private func stored(_ result: DatasetMeasurement.Result) throws(Problem) -> DatasetAnswer {
        var answers: [DatasetAnswer] = []
        for (index, dataset) in result.datasets.enumerated() {
            let name = index == 0 ? result.parameters.name : nil
            answers.append(try stored(dataset, name: name, replaceName: result.parameters.replaceName))
        }
        return DatasetAnswer(sweep: answers).reporting(result.reading)
    }

    /// Stores one dataset unless it is stored already.
    func stored(_ dataset: (id: String, record: DatasetRecord), name: String?, replaceName: Bool) throws(Problem)
        -> DatasetAnswer
    {
        let draft = DocumentDraft(
            id: dataset.id,
            kind: .dataset,
            createdAt: Date(),
            content: try RecordCoding.encode(dataset.record),
            summary: try RecordCoding.encode(DatasetSummary(dataset.record)),
            modelVersion: DatasetRecord.modelVersion
        )
        do {
            let saved = try store.save(draft, name: name, replaceName: replaceName)
            return DatasetAnswer(saved.entry, dataset.record, name: name)
        } catch {
            throw Problem(error, kind: .dataset)
        }
    }
}
