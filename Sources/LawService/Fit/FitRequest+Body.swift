extension FitRequest {
    /// Reads a body according to its type. If the type says nothing, a body that begins with a brace is JSON.
    ///
    /// - Throws: 415 for a type that is neither JSON nor CSV; 400 with every fault of the query and the body.
    init(body: [UInt8], type: MediaType?, query: QueryParameters) throws(Problem) {
        self.init()
        var reader = ParameterReader(query)
        readParameters(&reader)
        switch try BodyFormat(type, body) {
        case .json: readJSON(body, query, &reader)
        case .csv: readCSV(body, &reader)
        }
        checkTogether(&reader)
        try reader.check()
    }

    private enum BodyFormat {
        case json
        case csv

        init(_ type: MediaType?, _ body: [UInt8]) throws(Problem) {
            switch type?.name {
            case "application/json": self = .json
            case "text/csv": self = .csv
            default:
                let first = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
                guard type?.isUnspecific ?? true, first == UInt8(ascii: "{") else {
                    throw Problem(
                        .unsupportedMediaType,
                        "send experiments with `Content-Type: application/json` or `text/csv`"
                    )
                }
                self = .json
            }
        }
    }

    /// Checks the rules that concern several keys or experiments.
    private func checkTogether(_ reader: inout ParameterReader) {
        if dataset != nil, dPrime != nil {
            reader.fault(place(of: "dPrime"), "cannot be combined with `dataset`; give one of them")
        }
        let measured = Set(experiments.flatMap(\.values.keys))
        let unknown = (metrics ?? []).filter { !measured.contains($0) }
        if !experiments.isEmpty {
            for metric in unknown {
                reader.fault(place(of: "metrics"), UnknownName.message("metric", metric, among: measured.sorted()))
            }
        }
        let count = metrics.map { Set($0).count } ?? measured.count
        if count > Self.largestMetricCount {
            reader.fault(
                place(of: "metrics"),
                "\(count) metrics are too many; one fit may have at most \(Self.largestMetricCount)"
            )
        }
        let fromRequest = dataset != nil || dPrime != nil
        let hasDPrime = experiments.contains { $0.dPrime != nil || $0.dataset != nil }
        for row in experiments {
            if hasDPrime, !fromRequest, row.dPrime == nil, row.dataset == nil {
                reader.fault(row.place, "has no D′, but others do; give all of them `dPrime` or `dataset`, or none")
            }
        }
    }
}
