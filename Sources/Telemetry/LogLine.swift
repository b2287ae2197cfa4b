public import Glibc
import JSONText
import Synchronization

/// The format of log lines.
public enum LogFormat: String, CaseIterable, Sendable {
    /// `TIME LEVEL LABEL: MESSAGE name=value …`
    case text
    /// One JSON object per line.
    case json
}

/// A value in a log line.
public enum LogValue: Sendable {
    case text(String)
    case integer(Int)
    /// With six decimals.
    case seconds(Duration)
}

/// Formats one event as one line. Control characters and characters that are not visible are escaped, so that no text of a
/// client can begin a line of its own or move the cursor of a terminal.
public struct LogLine: ~Copyable {
    /// The most bytes of one text that are shown whole. Of a longer text, the first `longestText / 4` characters are shown.
    private static let longestText = 4096

    private let format: LogFormat
    private var text = ByteWriter(capacity: 512)
    private var isFirst = true

    /// What many lines have after their time.
    public struct Beginning: Sendable {
        fileprivate let format: LogFormat
        fileprivate let text: [UInt8]

        /// - Parameters:
        ///   - message: the words of the message, which blanks join.
        ///   - values: the first ones of the line, at least one.
        public init(
            _ format: LogFormat,
            level: String,
            label: String,
            message: [String],
            _ values: [(StaticString, LogValue)]
        ) {
            self.format = format
            var line = LogLine(format)
            line.describe(level, label, message)
            for (name, value) in values { line.add(name, value) }
            text = line.text.bytes
        }
    }

    /// - Parameter message: the words of the message, which blanks join.
    public init(_ format: LogFormat, at time: timespec = .now, level: String, label: String, message: String...) {
        self.init(format)
        append(time)
        describe(level, label, message)
    }

    public init(_ beginning: Beginning, at time: timespec = .now) {
        self.init(beginning.format)
        append(time)
        beginning.text.withUnsafeBufferPointer { text.append($0) }
        isFirst = false
    }

    private init(_ format: LogFormat) {
        self.format = format
    }

    private mutating func append(_ time: timespec) {
        if format == .json { text.append(literal: #"{"time":""#) }
        Timestamp.append(time, to: &text)
    }

    private mutating func describe(_ level: String, _ label: String, _ message: [String]) {
        switch format {
        case .text:
            text.append(UInt8(ascii: " "))
            text.append(level)
            text.append(UInt8(ascii: " "))
            text.append(label)
            text.append(literal: ": ")
        case .json:
            text.append(literal: #"","level":""#)
            text.append(level)
            text.append(literal: #"","label":""#)
            appendEscaped(label)
            text.append(literal: #"","message":""#)
        }
        var isFirstWord = true
        for word in message {
            if !isFirstWord { text.append(UInt8(ascii: " ")) }
            isFirstWord = false
            appendEscaped(word)
        }
        if format == .json { text.append(literal: #"","metadata":{"#) }
    }

    /// Adds a value under a name of the program, which needs no escapes.
    public mutating func add(_ name: StaticString, _ value: LogValue) {
        beginName()
        text.append(literal: name)
        endName()
        append(value)
    }

    /// Adds a value under any name.
    public mutating func add(named name: String, _ value: LogValue) {
        beginName()
        appendEscaped(name)
        endName()
        append(value)
    }

    /// Calls the body with the whole line and its line feed.
    public consuming func finish<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if format == .json { text.append(literal: "}}") }
        text.append(UInt8(ascii: "\n"))
        return text.withBytes(body)
    }

    private mutating func beginName() {
        switch format {
        case .text: text.append(UInt8(ascii: " "))
        case .json:
            if !isFirst { text.append(UInt8(ascii: ",")) }
            text.append(UInt8(ascii: "\""))
        }
        isFirst = false
    }

    private mutating func endName() {
        switch format {
        case .text: text.append(UInt8(ascii: "="))
        case .json: text.append(literal: #"":"#)
        }
    }

    private mutating func append(_ value: LogValue) {
        switch value {
        case .text(let value):
            var value = value
            value.withUTF8 { append($0) }
        case .integer(let number): text.append(decimal: number)
        case .seconds(let duration): Timestamp.append(duration, to: &text)
        }
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.count <= Self.longestText, PlainText.isWord(bytes) {
            // The id of a request, in every line of the access log.
            if format == .json { text.append(UInt8(ascii: "\"")) }
            text.append(bytes)
            if format == .json { text.append(UInt8(ascii: "\"")) }
            return
        }
        let isQuoted =
            format == .json || bytes.isEmpty || bytes.contains { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3D }
        if isQuoted { text.append(UInt8(ascii: "\"")) }
        appendEscaped(bytes)
        if isQuoted { text.append(UInt8(ascii: "\"")) }
    }

    private mutating func appendEscaped(_ value: String) {
        var value = value
        value.withUTF8 { appendEscaped($0) }
    }

    private mutating func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        // Almost every text is short and plain.
        if bytes.count <= Self.longestText, PlainText.isPrintable(bytes) { return text.append(bytes) }
        let value = String(decoding: bytes, as: UTF8.self)
        let isCut = value.utf8.count > Self.longestText
        let shown = isCut ? String(value.unicodeScalars.prefix(Self.longestText / 4)) : value
        for scalar in shown.unicodeScalars { append(scalar) }
        if isCut { text.append(literal: "…") }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\n": text.append(literal: #"\n"#)
        case "\r": text.append(literal: #"\r"#)
        case "\t": text.append(literal: #"\t"#)
        case "\"": text.append(literal: #"\""#)
        case "\\": text.append(literal: #"\\"#)
        default:
            guard InvisibleCharacters.contain(scalar) else { return text.append(String(scalar)) }
            // JSON knows no other escape; beyond U+FFFF it takes two (RFC 8259 §7).
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                text.append(literal: #"\u"#)
                text.append(String(repeating: "0", count: 4 - digits.count))
                text.append(digits)
            }
        }
    }
}

/// Times in log lines.
enum Timestamp {
    /// `2026-11-22T12:00:00.123Z`
    static func append(_ time: timespec, to text: inout ByteWriter) {
        latest.withLock { latest in
            if latest.second != Int(time.tv_sec) { latest = (Int(time.tv_sec), Self.text(second: Int(time.tv_sec))) }
            latest.text.withUnsafeBufferPointer { text.append($0) }
        }
        text.append(UInt8(ascii: "."))
        text.append(digits: UInt(clamping: time.tv_nsec / 1_000_000), atLeast: 3)
        text.append(UInt8(ascii: "Z"))
    }

    /// The last second that was written, and its text: a service writes thousands of lines in a second.
    private static let latest = Mutex((second: Int.min, text: [UInt8]()))

    private static func text(second seconds: Int) -> [UInt8] {
        var text = ByteWriter(capacity: 32)
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let second = seconds - 86_400 * days
        let date = CivilDate(days: days)
        text.append(digits: UInt(clamping: date.year), atLeast: 4)
        text.append(UInt8(ascii: "-"))
        text.append(digits: date.month, atLeast: 2)
        text.append(UInt8(ascii: "-"))
        text.append(digits: date.day, atLeast: 2)
        text.append(UInt8(ascii: "T"))
        text.append(digits: UInt(second / 3_600), atLeast: 2)
        text.append(UInt8(ascii: ":"))
        text.append(digits: UInt(second / 60 % 60), atLeast: 2)
        text.append(UInt8(ascii: ":"))
        text.append(digits: UInt(second % 60), atLeast: 2)
        return text.bytes
    }

    /// `0.000123`, in seconds.
    static func append(_ duration: Duration, to text: inout ByteWriter) {
        // Most requests have not waited.
        if duration == .zero { return text.append(literal: "0.000000") }
        let microseconds = duration.wholeMicroseconds
        text.append(digits: microseconds / 1_000_000, atLeast: 1)
        text.append(UInt8(ascii: "."))
        text.append(digits: microseconds % 1_000_000, atLeast: 6)
    }

    /// A date of the Gregorian calendar.
    ///
    /// The C library's `gmtime_r` takes a lock and reads the time zone, although neither matters here. The years begin in March, so that the
    /// leap day is the last one (Hinnant, `civil_from_days`, https://howardhinnant.github.io/date_algorithms.html).
    private struct CivilDate {
        let year: Int
        let month: UInt
        let day: UInt

        /// - Parameter days: since 1970-01-01.
        init(days: Int) {
            // Since 0000-03-01. Each era has 400 years.
            let shifted = days + 719_468
            let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
            let dayOfEra = shifted - 146_097 * era
            let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let monthFromMarch = (5 * dayOfYear + 2) / 153
            day = UInt(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
            month = UInt(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
            year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0)
        }
    }
}

extension timespec {
    /// The time of day.
    public static var now: timespec {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time
    }
}
