import HTTPMessage
import Logging
public import Telemetry

/// Writes one line for each request. It names the route, never the path, so no name and no query value is in it.
public struct AccessLog: Sendable {
    private let writer: LogWriter
    private let format: LogFormat

    public init(writer: LogWriter, format: LogFormat) {
        self.writer = writer
        self.format = format
    }

    /// - Parameters:
    ///   - record: of a request that has ended.
    ///   - route: the template of its route, or `unmatched`.
    func write(_ record: RequestRecord, route: String, method: String) {
        let status = record.status.map { String($0.code) } ?? "cut off"
        var line = LogLine(
            format,
            level: Logger.Level.info.rawValue,
            label: "access",
            message: method,
            route,
            status
        )
        line.add("method", .text(method))
        line.add("route", .text(route))
        line.add("status", .integer(record.status?.code ?? 0))
        line.add("receivedBytes", .integer(record.receivedBytes))
        line.add("sentBytes", .integer(record.sentBytes))
        line.add("seconds", .seconds(record.duration))
        line.add("queueSeconds", .seconds(record.queueWait ?? .zero))
        // A request that was cut off has no answer with an id, but the client may have sent one.
        RequestIdentity(answer: record.fields, head: record.head).add(to: &line)
        writer.write(line.finished(), isUrgent: false)
    }
}

extension RequestIdentity {
    /// The identity that a request shows.
    init(_ head: RequestHead) {
        self.init(requestID: head.fields.only(.requestID), traceparent: head.fields.only(.traceparent))
    }

    /// The identity that the answer shows; without an answer a new one.
    init(answer: HTTPFields, head: RequestHead?) {
        self.init(
            requestID: answer.only(.requestID) ?? head?.fields.only(.requestID),
            traceparent: answer.only(.traceparent) ?? head?.fields.only(.traceparent)
        )
    }
}
