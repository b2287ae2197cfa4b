public import HTTPMessage

/// Sends requests to a handler without a socket. Body limits and receivers work as in the server.
public struct InProcessClient: Sendable {
    /// The answer to a request.
    public struct Reply {
        public let status: Int
        public let fields: HTTPFields
        public let body: [UInt8]
        public let json: JSONReply

        public init(_ response: Response) {
            status = response.status.code
            fields = response.fields
            body = response.body
            json = JSONReply(response.body)
        }

        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    public let handler: any RequestHandler

    public init(_ handler: any RequestHandler) {
        self.handler = handler
    }

    public func get(_ target: String) -> Reply { send(.get, target) }

    public func delete(_ target: String) -> Reply { send(.delete, target) }

    public func post(_ target: String, _ type: String? = "application/json", _ body: String, slice: Int = .max) -> Reply
    {
        send(.post, target, fields: type.map { ["Content-Type": $0] } ?? [:], body: Array(body.utf8), slice: slice)
    }

    /// - Parameters:
    ///   - target: the percent-encoded path and query.
    ///   - slice: the length of the slices in which the body is delivered.
    public func send(
        _ method: HTTPMethod,
        _ target: String,
        fields: KeyValuePairs<String, String> = [:],
        body: [UInt8] = [],
        slice: Int = .max
    ) -> Reply {
        var sent = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPFieldName(name), let value = HTTPFieldValue(value) { sent.append(name, value) }
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let head = RequestHead(method: method, path: parts[0], query: parts.count > 1 ? parts[1] : nil, fields: sent)
        switch handler.plan(for: head) {
        case .respond(let response):
            return Reply(response)
        case .receive(let bodyLimit, let receiver):
            if body.count > bodyLimit {
                return Reply(handler.response(to: .bodyTooLarge(limit: bodyLimit), head: head))
            }
            var start = 0
            while start < body.count {
                let end = start + min(slice, body.count - start)
                if let early = body[start..<end].withUnsafeBytes({ receiver.receive($0) }) { return Reply(early) }
                start = end
            }
            // A receiver that changes its lane is asked again, by the workers of the other lane.
            let lane = receiver.lane
            if !receiver.mayFinish() {
                precondition(receiver.lane != lane && receiver.mayFinish(), "a receiver changes its lane once")
            }
            return Reply(receiver.finish())
        }
    }
}
