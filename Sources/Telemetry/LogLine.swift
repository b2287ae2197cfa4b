public import Glibc

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
public struct LogLine {
    /// No line is longer. A longer message is cut.
    private static let longestText = 4096

    private let format: LogFormat
    private var bytes: [UInt8] = []
    private var isFirst = true

    public init(_ format: LogFormat, at time: timespec = .now, level: String, label: String, message: String) {
        self.format = format
        bytes.reserveCapacity(320)
        switch format {
        case .text:
            Timestamp.append(time, to: &bytes)
            bytes.append(UInt8(ascii: " "))
            bytes += level.utf8
            bytes.append(UInt8(ascii: " "))
            bytes += label.utf8
            bytes += ": ".utf8
            appendEscaped(message)
        case .json:
            bytes += #"{"time":""#.utf8
            Timestamp.append(time, to: &bytes)
            bytes += #"","level":""#.utf8
            bytes += level.utf8
            bytes += #"","label":""#.utf8
            appendEscaped(label)
            bytes += #"","message":""#.utf8
            appendEscaped(message)
            bytes += #"","metadata":{"#.utf8
        }
    }

    /// Adds a named value.
    public mutating func add(_ name: String, _ value: LogValue) {
        switch format {
        case .text:
            bytes.append(UInt8(ascii: " "))
            appendEscaped(name)
            bytes.append(UInt8(ascii: "="))
        case .json:
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            appendEscaped(name)
            bytes += #"":"#.utf8
        }
        isFirst = false
        switch value {
        case .text(let text):
            let isQuoted =
                format == .json || text.isEmpty || text.utf8.contains { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3D }
            if isQuoted { bytes.append(UInt8(ascii: "\"")) }
            appendEscaped(text)
            if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        case .integer(let number): bytes += String(number).utf8
        case .seconds(let duration): Timestamp.append(duration, to: &bytes)
        }
    }

    /// The whole line with its line feed.
    public consuming func finished() -> [UInt8] {
        if format == .json { bytes += "}}".utf8 }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private mutating func appendEscaped(_ text: String) {
        var rest = text.utf8
        // Almost every text is short and plain.
        let isPlain =
            rest.count <= Self.longestText && rest.allSatisfy { 0x20..<0x7F ~= $0 && $0 != 0x22 && $0 != 0x5C }
        if isPlain {
            bytes += rest
            return
        }
        let isCut = rest.count > Self.longestText
        if isCut { rest = String(text.unicodeScalars.prefix(Self.longestText / 4)).utf8 }
        for scalar in String(rest).unicodeScalars { append(scalar) }
        if isCut { bytes += "…".utf8 }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\n": bytes += #"\n"#.utf8
        case "\r": bytes += #"\r"#.utf8
        case "\t": bytes += #"\t"#.utf8
        case "\"": bytes += #"\""#.utf8
        case "\\": bytes += #"\\"#.utf8
        default:
            guard InvisibleCharacters.contain(scalar) else {
                bytes += UTF8.encode(scalar).map(Array.init) ?? []
                return
            }
            // JSON knows no other escape; beyond U+FFFF it takes two (RFC 8259 §7).
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                bytes += #"\u"#.utf8
                bytes += String(repeating: "0", count: 4 - digits.count).utf8
                bytes += digits.utf8
            }
        }
    }
}

/// Characters that a reader cannot see, or that change the order of the text around them.
public enum InvisibleCharacters {
    /// `U+200B`
    public static func name(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    public static func contain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}

/// Times in log lines.
enum Timestamp {
    /// `2026-11-22T12:00:00.123Z`
    static func append(_ time: timespec, to bytes: inout [UInt8]) {
        var seconds = time.tv_sec
        var parts = tm()
        gmtime_r(&seconds, &parts)
        append(Int(parts.tm_year) + 1900, digits: 4, to: &bytes)
        for (mark, number) in [
            ("-", parts.tm_mon + 1), ("-", parts.tm_mday), ("T", parts.tm_hour), (":", parts.tm_min),
        ] {
            bytes += mark.utf8
            append(Int(number), digits: 2, to: &bytes)
        }
        bytes.append(UInt8(ascii: ":"))
        append(Int(parts.tm_sec), digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(time.tv_nsec / 1_000_000, digits: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// `0.000123`, in seconds.
    static func append(_ duration: Duration, to bytes: inout [UInt8]) {
        let (seconds, attoseconds) = duration.components
        bytes += String(max(0, seconds)).utf8
        bytes.append(UInt8(ascii: "."))
        append(Int(max(0, attoseconds) / 1_000_000_000_000), digits: 6, to: &bytes)
    }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
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
