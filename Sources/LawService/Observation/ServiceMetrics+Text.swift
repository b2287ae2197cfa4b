import ResourceMetering
import Telemetry

extension ServiceMetrics {
    /// The body of `GET /metrics`.
    func text(version: String, commit: String) -> [UInt8] {
        var text = PrometheusText()
        text.gauge(
            Self.name("build_info"),
            "Always 1; the labels say which program runs.",
            [(["version": version, "commit": commit], 1)]
        )
        appendRequests(to: &text)
        if let server { Self.append(server, to: &text) }
        appendWork(to: &text)
        if let droppedLogLines {
            text.counter(
                Self.name("log_lines_dropped_total"),
                "Log lines that could not be written.",
                [([:], Double(droppedLogLines))]
            )
        }
        text.addProcess()
        return text.bytes
    }

    private static func name(_ name: String) -> String { "performance_law_\(name)" }

    private func appendRequests(to text: inout PrometheusText) {
        text.counter(
            Self.name("http_requests_total"),
            "Requests by route, method and status; status 0 was cut off without an answer.",
            requests.counts.map { kind, count in
                (["route": kind.route.text, "method": kind.method, "status": String(kind.status)], Double(count))
            }
        )
        text.histogram(
            Self.name("http_request_duration_seconds"),
            "Time from the first byte of a request to its answer.",
            label: "route",
            bounds: requests.bounds,
            requests.times.map { ($0.route.text, $0.times.counts, $0.times.sum) }
        )
    }

    private static func append(_ server: ServerFigures, to text: inout PrometheusText) {
        text.gauge(name("connections"), "Open connections.", [([:], Double(server.connections))])
        text.counter(name("received_bytes_total"), "Bytes received.", [([:], Double(server.receivedBytes))])
        text.counter(name("sent_bytes_total"), "Bytes sent.", [([:], Double(server.sentBytes))])
        text.gauge(
            name("queue_length"),
            "Work that waits for a worker.",
            server.lanes.map { (["lane": $0.name], Double($0.waiting)) }
        )
        text.gauge(
            name("busy_workers"),
            "Workers that have work.",
            server.lanes.map { (["lane": $0.name], Double($0.running)) }
        )
        text.histogram(
            name("queue_wait_seconds"),
            "Time that work has waited for a worker.",
            label: "lane",
            bounds: server.lanes.first?.waitBounds ?? [],
            server.lanes.map { ($0.name, $0.waitCounts, $0.waitSum) }
        )
    }

    private func appendWork(to text: inout PrometheusText) {
        text.counter(
            Self.name("work_units_total"),
            "Work of finished requests; a unit is about a nanosecond of one core.",
            [([:], Double(workUnits.value))]
        )
        if let memory {
            text.gauge(
                Self.name("memory_budget_bytes"),
                "The memory that all work may hold, and that it holds.",
                [(["state": "limit"], Double(memory.limit)), (["state": "held"], Double(memory.heldBytes))]
            )
        }
        text.counter(
            Self.name("store_operations_total"),
            "Calls of the store by their outcome.",
            storeOperations.values.map { (["operation": $0.key.first, "outcome": $0.key.second], Double($0.value)) }
        )
        text.counter(
            Self.name("fits_total"),
            "Fits of metrics by the form and by the reason why the solver ended.",
            fits.values.map { (["form": $0.key.first, "termination": $0.key.second], Double($0.value)) }
        )
    }
}
