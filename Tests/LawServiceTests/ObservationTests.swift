import Glibc
import HTTPMessage
import JSONText
import LawService
import Telemetry
import TestSupport
import Testing

@Suite("Observation")
struct ObservationTests {
    private static func record(
        _ method: HTTPMethod,
        _ path: String,
        query: String? = nil,
        _ status: Int?,
        fields: HTTPFields = HTTPFields()
    ) -> RequestRecord {
        RequestRecord(
            head: RequestHead(method: method, path: path, query: query, fields: fields),
            status: status.map { HTTPStatus(code: $0) },
            receivedBytes: 123,
            sentBytes: 456,
            duration: .microseconds(7_800),
            queueWait: .microseconds(2)
        )
    }

    /// What a writer has written to a pipe.
    private static func logged(_ body: (LogWriter) throws -> Void) throws -> [String] {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let writer = LogWriter(descriptor: ends[1]) { _ in [] }
        try body(writer)
        writer.finish(within: .seconds(20))
        close(ends[1])
        var bytes = [UInt8](repeating: 0, count: 60_000)
        let count = read(ends[0], &bytes, bytes.count)
        close(ends[0])
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test(
        "one access line for each request, with the route and without names, queries and tokens",
        arguments: LogFormat.allCases
    )
    func accessLog(_ format: LogFormat) throws {
        var fields = HTTPFields()
        fields.append(.authorization, "Bearer plaw_secret")
        fields.append(try #require(HTTPFieldName("X-Request-Id")), "abc-1")
        fields.append(
            try #require(HTTPFieldName("traceparent")),
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        )
        let lines = try Self.logged { writer in
            let fixture = try ServiceFixture { $0.accessLog = AccessLog(writer: writer, format: format) }
            let handler = fixture.client.handler
            handler.didAnswer(Self.record(.get, "/laws/private-name", query: "key=private-value", 200, fields: fields))
            handler.didAnswer(Self.record(.get, "/wp-admin/private-path", 404))
            handler.didAnswer(Self.record(try #require(HTTPMethod(rawValue: "PRIVATE")), "/fit", nil))
        }
        try #require(lines.count == 3)
        for line in lines {
            #expect(!line.contains("private") && !line.contains("PRIVATE") && !line.contains("secret"), "\(line)")
        }
        switch format {
        case .text:
            let line = try #require(lines.first)
            #expect(
                line.contains(" info access: GET /laws/{reference} 200 method=GET route=/laws/{reference} status=200 ")
            )
            #expect(
                line.contains(
                    " receivedBytes=123 sentBytes=456 seconds=0.007800 queueSeconds=0.000002 requestId=abc-1 "
                )
            )
            #expect(line.hasSuffix(" traceId=4bf92f3577b34da6a3ce929d0e0e4736"))
            #expect(lines[2].contains("other /fit cut off"))
        case .json:
            let reply = JSONReply(Array(lines[0].utf8))
            #expect(reply.string("metadata.route") == "/laws/{reference}")
            #expect(reply.number("metadata.seconds") == 0.0078)
            #expect(reply.number("metadata.status") == 200)
            #expect(reply.string("metadata.requestId") == "abc-1")
            #expect(reply.string("metadata.traceId") == "4bf92f3577b34da6a3ce929d0e0e4736")
            #expect(JSONReply(Array(lines[1].utf8)).string("metadata.route") == "unmatched")
        }
    }

    /// The samples of `/metrics` whose line begins with this.
    private static func samples(_ client: InProcessClient, _ beginning: String) -> [String] {
        client.get("/metrics").text.split(separator: "\n").map(String.init).filter { $0.hasPrefix(beginning) }
    }

    @Test("counts requests by route, whatever paths and methods clients invent")
    func requests() throws {
        let client = try ServiceFixture().client
        for number in 0..<200 {
            client.handler.didAnswer(Self.record(.get, "/laws/\(number)", 404))
            client.handler.didAnswer(Self.record(.get, "/nothing/\(number)", 404))
            client.handler.didAnswer(Self.record(try #require(HTTPMethod(rawValue: "M\(number)")), "/fit", 405))
        }
        client.handler.didAnswer(Self.record(.post, "/fit", nil))
        #expect(
            Self.samples(client, "performance_law_http_requests_total") == [
                #"performance_law_http_requests_total{route="/fit",method="POST",status="0"} 1"#,
                #"performance_law_http_requests_total{route="/fit",method="other",status="405"} 200"#,
                #"performance_law_http_requests_total{route="/laws/{reference}",method="GET",status="404"} 200"#,
                #"performance_law_http_requests_total{route="unmatched",method="GET",status="404"} 200"#,
            ]
        )
        // 7.8 ms lies between the bounds 5 ms and 10 ms.
        let bucket = "performance_law_http_request_duration_seconds_bucket{route=\"/laws/{reference}\",le="
        #expect(Self.samples(client, bucket + "\"0.005\"") == [bucket + "\"0.005\"} 0"])
        #expect(Self.samples(client, bucket + "\"0.01\"") == [bucket + "\"0.01\"} 200"])
    }

    @Test("a request has one route, whether it is answered, refused or cut off, and with a slash too many")
    func oneRoute() throws {
        let client = try ServiceFixture().client
        for path in ["/predict", "/predict/"] {
            let head = RequestHead(method: .get, path: path)
            // Without parameters it is answered at once. A request that was cut off has no note.
            guard case .respond(let answer) = client.handler.plan(for: head) else {
                Issue.record("\(path) is not answered at once")
                return
            }
            for note in [answer.note, client.handler.response(to: .shuttingDown, head: head).note, nil] {
                var record = Self.record(.get, path, 200)
                record.note = note
                client.handler.didAnswer(record)
            }
        }
        let samples = Self.samples(client, "performance_law_http_requests_total")
        #expect(samples == [#"performance_law_http_requests_total{route="/predict",method="GET",status="200"} 6"#])
    }

    @Test("counts the calls of the store, fits and work, and shows what others keep")
    func others() throws {
        let metrics = ServiceMetrics()
        metrics.observe(droppedLogLines: { 17 })
        metrics.observe(server: {
            ServerFigures(
                connections: 3,
                receivedBytes: 4,
                sentBytes: 5,
                lanes: [
                    .init(
                        name: "heavy",
                        waiting: 6,
                        running: 2,
                        waitBounds: [0.1],
                        waitCounts: [1, 2],
                        waitSum: .seconds(9)
                    )
                ]
            )
        })
        metrics.countWork(1_000)
        metrics.countFit(form: "scaling-law", termination: "gradient")
        let client = try ServiceFixture { $0.metrics = metrics }.client
        #expect(client.get("/metrics").text.contains("\nperformance_law_work_units_total 1000\n"))
        _ = client.get("/laws")
        _ = client.post("/apen?name=a", "application/json", "[[1,2,1]]")
        _ = client.post("/apen?name=a", "application/json", "[[1,2,3]]")
        let text = client.get("/metrics").text
        for line in [
            "performance_law_log_lines_dropped_total 17", "performance_law_connections 3",
            "performance_law_received_bytes_total 4",
            "performance_law_sent_bytes_total 5", #"performance_law_queue_length{lane="heavy"} 6"#,
            #"performance_law_queue_wait_seconds_bucket{lane="heavy",le="+Inf"} 3"#,
            #"performance_law_queue_wait_seconds_sum{lane="heavy"} 9"#,
            #"performance_law_fits_total{form="scaling-law",termination="gradient"} 1"#,
            #"performance_law_store_operations_total{operation="entries",outcome="ok"} 1"#,
            #"performance_law_store_operations_total{operation="save",outcome="ok"} 1"#,
            #"performance_law_store_operations_total{operation="save",outcome="nameTaken"} 1"#,
            #"performance_law_build_info{version="0.1.0",commit="\#(ServiceVersion.commit)"} 1"#,
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
        // The measurements have added their own work.
        let work = text.split(separator: "\n").first { $0.hasPrefix("performance_law_work_units_total ") }
        let units = try #require(work.flatMap { Int($0.split(separator: " ")[1]) })
        #expect(units > 1_000)
        #expect(text.contains("\nprocess_cpu_seconds_total "))
        #expect(text.contains("\nprocess_resident_memory_bytes "))
    }
}

@Suite("Names")
struct NameTests {
    static let invisible: [Unicode.Scalar] = [
        "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{202A}", "\u{202E}", "\u{2060}", "\u{2066}",
        "\u{2069}",
        "\u{FEFF}", "\u{AD}", "\u{61C}", "\u{180E}", "\u{115F}", "\u{3164}", "\u{FE0F}", "\u{2028}", "\u{2029}",
        "\u{E0041}",
        "\u{E0100}", "\u{1D173}", "\u{34F}", "\u{FFF9}",
    ]

    @Test("a name has no invisible character, wherever it is given", arguments: invisible)
    func refusesInvisible(_ scalar: Unicode.Scalar) throws {
        let client = try ServiceFixture().client
        let name = "a\(scalar)b"
        let escaped = name.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let place = "?name"
        let query = client.post("/apen?name=\(escaped)", "application/json", "[[1,2,1]]")
        #expect(query.status == 400 && query.json.string("errors.0.pointer") == place, "\(query.text)")
        let member = client.post("/apen", "application/json", #"{"name":"\#(name)","sequences":[[1,2,1]]}"#)
        #expect(member.status == 400 && member.json.string("errors.0.pointer") == "/name", "\(member.text)")
        #expect(!member.text.unicodeScalars.contains(scalar), "the message names it by its number")
        let fit = client.post("/fit?name=\(escaped)", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        #expect(fit.status == 400)
        let metric = client.post("/fit", "text/csv", "layers,dim,H\(scalar)R@10\n1,2,0.1\n2,4,0.2\n")
        #expect(metric.status == 400, "\(metric.text)")
    }

    @Test(
        "ordinary names of all scripts stay possible",
        arguments: ["ml-1m", "Größe 5", "数据集", "данные", "a/b c", "नमूना", "é"]
    )
    func visible(_ name: String) throws {
        let escaped = name.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(
            try ServiceFixture().client.post("/apen?name=\(escaped)", "application/json", "[[1,2,1]]").status == 200
        )
    }

    @Test("a dataset has at most 64 names")
    func bound() throws {
        let client = try ServiceFixture().client
        for number in 0..<64 {
            #expect(client.post("/apen?name=n\(number)", "application/json", "[[1,2,1]]").status == 200)
        }
        let refused = client.post("/apen?name=another", "application/json", "[[1,2,1]]")
        #expect(refused.status == 409, "\(refused.text)")
        #expect(client.get("/datasets/another").status == 404)
        #expect(client.post("/apen?name=n7", "application/json", "[[1,2,1]]").status == 200, "it has this one already")
        #expect(client.get("/datasets").json.count("datasets.0.names") == 64)
        #expect(client.post("/apen?name=another", "application/json", "[[1,2,3]]").status == 200)
    }
}
