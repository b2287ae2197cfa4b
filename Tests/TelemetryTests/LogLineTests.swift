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
        return line.finish { String(decoding: $0, as: UTF8.self) }
    }

    @Test("text is one readable line with milliseconds")
    func text() {
        #expect(Self.line(.text, "it works", .text("yes")) == "2001-09-09T01:46:40.123Z info test: it works key=yes\n")
        #expect(Self.line(.text, "it works", .text("a b")).hasSuffix("key=\"a b\"\n"))
        #expect(Self.line(.text, "it works", .seconds(.microseconds(1_000_042))).hasSuffix("key=1.000042\n"))
        #expect(Self.line(.text, "it works", .integer(-7)).hasSuffix("key=-7\n"))
    }

    @Test("dates are those of the C library, from year 1 to 9999")
    func dates() {
        // Each step is a day and a second more than a month, so days, months, leap years and centuries all occur.
        for second in stride(from: -62_135_596_800, to: 253_402_300_800, by: 31 * 86_400 + 1) {
            var time = second
            var parts = tm()
            gmtime_r(&time, &parts)
            var line = LogLine(.text, at: timespec(tv_sec: second, tv_nsec: 0), level: "info", label: "", message: "")
            line.add("key", .integer(0))
            let shown = line.finish { String(decoding: $0, as: UTF8.self) }.prefix(19)
            func pad(_ number: Int32, _ places: Int) -> String {
                let digits = String(number)
                return String(repeating: "0", count: max(0, places - digits.count)) + digits
            }
            let date = "\(pad(parts.tm_year + 1900, 4))-\(pad(parts.tm_mon + 1, 2))-\(pad(parts.tm_mday, 2))"
            let hour = "\(pad(parts.tm_hour, 2)):\(pad(parts.tm_min, 2)):\(pad(parts.tm_sec, 2))"
            guard shown == "\(date)T\(hour)" else {
                Issue.record("\(second): \(shown), not \(date)T\(hour)")
                return
            }
        }
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

@Suite("Figures of the process")
struct ProcessFiguresTests {
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
