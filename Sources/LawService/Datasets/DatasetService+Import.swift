import HTTPMessage
import TableReading

extension DatasetService {
    static let importNames = ["name", "replaceName"]

    /// `POST /datasets/import`: a mergeable summary of all users of a dataset. The same summary gives the same dataset again.
    func importSummary(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        try ContentCoding.requireGzipOrIdentity(request.head)
        var reader = ParameterReader(request.query())
        let name = reader.text("name")
        if let name, let fault = Name.fault(name) { reader.fault("?name", fault) }
        let replacesName = reader.flag("replaceName") ?? false
        try reader.check()
        return .collect(limit: bodyLimit, bounds) { body, work throws(Problem) in
            var parts = DatasetParts(work: work)
            try parts.add(Self.text(of: body, limit: bodyLimit, work))
            let dataset = try parts.whole().dataset()
            // Nothing is stored for a client who has gone.
            try work.check()
            return JSONAnswer.response(.ok, try stored(dataset, name: name, replaceName: replacesName))
        }
    }

    /// The text of a body, which is gzip if its first bytes say so.
    private static func text(of body: [UInt8], limit: Int, _ work: RequestWork) throws(Problem) -> [UInt8] {
        guard body.withUnsafeBytes(GzipDecoder.recognises) else { return body }
        var text: [UInt8] = []
        var held = 0
        var refusal: Problem?
        do throws(GzipDecoder.Fault) {
            var decoder = try GzipDecoder(limit: limit, ratio: ContentCoding.largestRatio)
            try body.withUnsafeBufferPointer { (body) throws(GzipDecoder.Fault) in
                try decoder.decode(UnsafeRawBufferPointer(body)) { piece in
                    do throws(Problem) {
                        try work.check()
                        if text.count + piece.count > held {
                            // An array grows to twice its size.
                            held = 2 * (text.count + piece.count)
                            try work.hold(held, for: .decoding, remedy: "merge fewer items at a time")
                        }
                    } catch {
                        refusal = error
                        return false
                    }
                    text.append(contentsOf: piece)
                    return true
                }
            }
            if refusal == nil { try decoder.finish() }
        } catch {
            switch error {
            case .tooLong, .tooDense: throw Problem(.bodyTooLarge, "\(error)")
            case .corrupt, .truncated, .trailingGarbage, .outOfMemory: throw Problem(.badRequest, "\(error)")
            }
        }
        if let refusal { throw refusal }
        return text
    }
}
