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
        addIdentity(of: record, to: &line)
        line.finish { writer.write($0, isUrgent: false) }
    }

    /// Adds the id that the answer shows.
    private func addIdentity(of record: RequestRecord, to line: inout LogLine) {
        let isShown: Void? = record.fields.withOnly(.requestID) { line.add("requestId", text: $0) }
        guard isShown != nil else {
            // A request that was cut off has no answer with an id, but the client may have sent one.
            let identity = record.head.map { RequestIdentity($0) }
            (identity ?? RequestIdentity(requestID: nil, traceparent: nil)).add(to: &line)
            return
        }
        guard let traceparent = record.fields.only(.traceparent), let trace = TraceContext(continuing: traceparent)
        else { return }
        line.add("traceId", .text(trace.traceID))
    }
}

extension RequestIdentity {
    /// The identity that a request shows.
    init(_ head: RequestHead) {
        self.init(requestID: head.fields.only(.requestID), traceparent: head.fields.only(.traceparent))
    }
}
