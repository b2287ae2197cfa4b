import HTTPMessage

extension DatasetService {
    static let importNames = ["name", "replaceName"]

    /// `POST /datasets/import`: a mergeable summary of all users of a dataset. The same summary gives the same dataset again.
    func importSummary(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        try ContentCoding.requireGzipOrIdentity(request.head)
        var reader = ParameterReader(request.query)
        let name = reader.text("name")
        if let name, let fault = Name.fault(name) { reader.fault("?name", fault) }
        let replacesName = reader.flag("replaceName") ?? false
        try reader.check()
        return .collect(limit: bodyLimit, bounds) { body, work throws(Problem) in
            var parts = DatasetParts(work: work)
            try parts.add(body)
            let dataset = try parts.whole().dataset()
            // Nothing is stored for a client who has gone.
            try work.check()
            return JSONAnswer.response(.ok, try stored(dataset, name: name, replaceName: replacesName))
        }
    }
}
