import Glibc
import JSONText
import Telemetry
import Testing

@Suite("Log line")
struct LogLineTests {
    /// 2001-09-09T01:46:40Z is the billionth second of Unix time.
    private static let time = timespec(tv_sec: 1_000_000_000, tv_nsec: 123_456_789)

    private static func line(_ format: LogFormat, _ message: String, _ value: LogValue) -> String {
        var line = LogLine(format, at: time, level: "info", label: "test", message: message)
        line.add("key", value)
        return String(decoding: line.finished(), as: UTF8.self)
    }

    @Test("text is one readable line with milliseconds")
    func text() {
        #expect(Self.line(.text, "it works", .text("yes")) == "2001-09-09T01:46:40.123Z info test: it works key=yes\n")
        #expect(Self.line(.text, "it works", .text("a b")).hasSuffix("key=\"a b\"\n"))
        #expect(Self.line(.text, "it works", .seconds(.microseconds(1_000_042))).hasSuffix("key=1.000042\n"))
        #expect(Self.line(.text, "it works", .integer(-7)).hasSuffix("key=-7\n"))
    }

    static let hostile = [
        "a\nb", "a\r\nb", "\u{1B}[2J", "\u{0}", "\u{7F}", "\u{85}", "\u{9B}31m", "a\u{2028}b", "\u{202E}txt",
        "\u{200B}", "\u{FEFF}",
        "\u{AD}", "\u{E0041}", "\"quoted\" \\ back",
    ]

    @Test("no text of a client begins a line or moves a cursor", arguments: hostile)
    func oneLine(_ text: String) throws {
        for format in LogFormat.allCases {
            let line = Self.line(format, text, .text(text))
            #expect(line.count { $0.isNewline } == 1)
            let scalars = line.dropLast().unicodeScalars
            #expect(!scalars.contains(where: InvisibleCharacters.contain), "\(line)")
        }
        let json = Self.line(.json, text, .text(text))
        guard case .object(let object) = try JSONValue.parse(Array(json.utf8)) else {
            Issue.record("not an object: \(json)")
            return
        }
        #expect(object.members.first { $0.key == "message" }?.value == .string(text), "JSON keeps the text")
    }

    @Test("a long text is cut")
    func long() {
        let line = Self.line(.json, String(repeating: "é", count: 1 << 20), .integer(1))
        #expect(line.utf8.count < 16 << 10)
        #expect(line.contains("…"))
    }
}

@Suite("Request identity")
struct RequestIdentityTests {
    @Test("takes over an id of harmless characters, and makes one instead of any other")
    func ids() {
        for id in ["a", "5f1c-42", String(repeating: "x", count: 128), "a.b_c:d/e+f=g@h"] {
            #expect(RequestIdentity(requestID: id, traceparent: nil).requestID == id)
        }
        var made: Set<String> = []
        for id in [nil, "", String(repeating: "x", count: 129), "a b", "a\nb", "<script>", "é", "a\"b", "a,b"] {
            let new = RequestIdentity(requestID: id, traceparent: nil).requestID
            #expect(new.utf8.count == 32 && new != id)
            made.insert(new)
        }
        #expect(made.count == 9, "each is another one")
    }

    private static let traceID: String = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test("continues a trace with a span of its own")
    func trace() throws {
        // The example of the specification, §2.2.2.
        let context = try #require(TraceContext(continuing: "00-\(Self.traceID)-00f067aa0ba902b7-01"))
        let parts = context.traceparent.split(separator: "-")
        #expect(parts.count == 4 && parts[0] == "00" && parts[1] == Self.traceID && parts[3] == "01")
        #expect(parts[2].count == 16 && parts[2] != "00f067aa0ba902b7")
        // §4.3: a later version may have more parts.
        #expect(TraceContext(continuing: "01-\(Self.traceID)-00f067aa0ba902b7-00-more") != nil)
    }

    static let invalid: [String] = [
        "", "00", "00-\(traceID)-00f067aa0ba902b7", "00-\(traceID)-00f067aa0ba902b7-01-more",
        "ff-\(traceID)-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-\(traceID)-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00-\(traceID)0-00f067aa0ba902b7-01",
        "00-\(traceID)-00f067aa0ba902b7-1", "0-\(traceID)-00f067aa0ba902b7-01", "00-\(traceID)-00f067aa0ba902bg-01",
    ]

    @Test("ignores an invalid trace", arguments: invalid)
    func invalidTrace(_ text: String) {
        #expect(TraceContext(continuing: text) == nil)
    }
}

@Suite("Metrics")
struct MetricsTests {
    @Test("counts each key, and cumulates the buckets of a histogram")
    func text() {
        let counts = CounterFamily<String>()
        counts.add("b")
        counts.add("a", 2)
        counts.add("b", 3)
        let times = HistogramFamily<String>(bounds: [0.1, 1])
        for milliseconds in [50, 100, 101, 5_000] { times.add("x", .milliseconds(milliseconds)) }
        var text = PrometheusText()
        text.counter("c_total", "Counts.", counts.values.map { (["key": $0.key], Double($0.value)) })
        text.gauge("g", "A value.", [(["odd": "a\"b\\c\nd"], 0.5)])
        text.histogram(
            "t_seconds",
            "Times.",
            label: "k",
            bounds: times.bounds,
            times.values.map { ($0.key, $0.value.counts, $0.value.sum) }
        )
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                # HELP c_total Counts.
                # TYPE c_total counter
                c_total{key="a"} 2
                c_total{key="b"} 4
                # HELP g A value.
                # TYPE g gauge
                g{odd="a\\"b\\\\c\\nd"} 0.5
                # HELP t_seconds Times.
                # TYPE t_seconds histogram
                t_seconds_bucket{k="x",le="0.1"} 2
                t_seconds_bucket{k="x",le="1"} 3
                t_seconds_bucket{k="x",le="+Inf"} 4
                t_seconds_sum{k="x"} 5.251
                t_seconds_count{k="x"} 4

                """
        )
    }

    @Test("the figures of the process are those of the system")
    func process() throws {
        var text = PrometheusText()
        text.addProcess()
        let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
        func value(_ name: String) throws -> Double {
            let line = try #require(lines.first { $0.hasPrefix(name + " ") }, "\(name)")
            return try #require(Double(line.dropFirst(name.count + 1)))
        }
        #expect(try 1...1e12 ~= value("process_resident_memory_bytes"))
        #expect(try value("process_open_fds") >= 3)
        #expect(try value("process_threads") >= 1)
        let now = Double(timespec.now.tv_sec)
        #expect(try (now - 86_400)...(now + 1) ~= value("process_start_time_seconds"))
        #expect(try value("process_cpu_seconds_total") > 0)
    }
}
