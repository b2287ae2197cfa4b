import JSONText

/// How a column writes its times.
public enum TimeFormat: Sendable, Hashable {
    /// ISO 8601, extended (`2019-10-01 00:01:40 UTC`) or basic (`20191001T000140Z`, `20191001`), to any fraction.
    case iso8601
    /// A number of units since 1970, perhaps with a fraction and an exponent.
    case unix(TimeUnit)
    /// Day, month and year with `/`, `.` or `-` between them, perhaps with a time of day.
    case numericDate(dayFirst: Bool)
    /// Two digits of the year, month and day with the same marks, perhaps with a time of day.
    case shortYearFirst
    /// A time of day without a date, the second column of a pair.
    case timeOfDay
    case pattern(TimePattern)

    /// Reads a value of `timeFormat`.
    public init(_ text: String) throws(TableFault) {
        if text == "iso8601" {
            self = .iso8601
        } else if let unit = TimeUnit(rawValue: text) {
            self = .unix(unit)
        } else if !text.isEmpty, text.allSatisfy(\.isLetter), !"yMdHmsSaEXZ".contains(text.first ?? " ") {
            throw TableFault(
                .structure,
                at: .parameter("timeFormat"),
                "\(text.shown) is not one of `iso8601`, `unix`, `unixMillis`, `unixMicros`, `unixNanos`; a pattern is"
                    + " also possible, such as `dd/MM/yyyy HH:mm`"
            )
        } else {
            self = .pattern(try TimePattern(text))
        }
    }

    /// - Parameter text: Without blanks around it.
    /// - Returns: Nil if the text is no time of this format.
    func key(_ text: UnsafeBufferPointer<UInt8>) -> TimeKey? {
        switch self {
        case .unix(let unit):
            // Nearly all times are plain integers, for which no digits need be kept.
            if let count = DecimalDigits.integer(text) { return unit.key(count) }
            return DecimalTime(text)?.key(unit)
        case .iso8601: return Self.iso8601(text)
        case .numericDate(let dayFirst): return Self.numericDate(text, dayFirst: dayFirst)
        case .shortYearFirst: return Self.shortYearFirst(text)
        case .timeOfDay:
            var scanner = TimeScanner(text)
            var fields = DateFields()
            return scanner.timeOfDay(into: &fields) ? fields.key : nil
        case .pattern(let pattern): return pattern.key(text)
        }
    }

    private static func iso8601(_ text: UnsafeBufferPointer<UInt8>) -> TimeKey? {
        var scanner = TimeScanner(text)
        var fields = DateFields()
        guard let year = scanner.digits(4...4) else { return nil }
        fields.year = year
        // `2019/10/01` has the year first too, so month and day can be told apart.
        let separator: Unicode.Scalar? =
            scanner.next == UInt8(ascii: "/") ? "/" : scanner.next == UInt8(ascii: "-") ? "-" : nil
        let digits = separator == "/" ? 1...2 : 2...2
        if let separator, !scanner.take(separator) { return nil }
        guard let month = scanner.digits(digits) else { return nil }
        if let separator, !scanner.take(separator) { return nil }
        guard let day = scanner.digits(digits) else { return nil }
        (fields.month, fields.day) = (month, day)
        if scanner.isAtEnd { return fields.key }
        let hasMark = scanner.take("T") || scanner.take("t") || scanner.take(" ")
        if separator == nil {
            return basicTime(&scanner, &fields) ? fields.key : nil
        }
        guard hasMark else { return nil }
        // `2017-11-25 23` is an hour.
        if text.count - scanner.index == 2, let hour = scanner.digits(2...2) {
            fields.hour = hour
            return fields.key
        }
        guard scanner.timeOfDay(into: &fields) else { return nil }
        return fields.key
    }

    /// `T100000Z` or `100000`, behind the date.
    private static func basicTime(_ scanner: inout TimeScanner, _ fields: inout DateFields) -> Bool {
        guard let hour = scanner.digits(2...2) else { return false }
        if scanner.next == UInt8(ascii: ":") {
            // `20191001 00:01:40` mixes both forms.
            guard scanner.take(":"), let minute = scanner.digits(2...2) else { return false }
            fields.minute = minute
            if scanner.take(":") {
                guard let second = scanner.digits(2...2) else { return false }
                fields.second = second
            }
        } else {
            guard let minute = scanner.digits(2...2), let second = scanner.isAtEnd ? 0 : scanner.digits(2...2)
            else { return false }
            (fields.minute, fields.second) = (minute, second)
        }
        fields.hour = hour
        if scanner.take(".") {
            guard let fraction = scanner.fraction() else { return false }
            fields.fraction = fraction
        }
        scanner.takeBlanks()
        if scanner.isAtEnd { return true }
        guard let offset = scanner.zone() else { return false }
        fields.offset = offset
        return scanner.isAtEnd
    }

    private static func numericDate(_ text: UnsafeBufferPointer<UInt8>, dayFirst: Bool) -> TimeKey? {
        var scanner = TimeScanner(text)
        guard let (first, second, year) = numericDate(&scanner) else { return nil }
        var fields = DateFields()
        (fields.day, fields.month) = dayFirst ? (first, second) : (second, first)
        fields.year = year
        return timeBehindDate(&scanner, &fields)
    }

    private static func shortYearFirst(_ text: UnsafeBufferPointer<UInt8>) -> TimeKey? {
        var scanner = TimeScanner(text)
        var fields = DateFields()
        guard let year = scanner.digits(2...2), let separator = scanner.next,
            [UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(separator)
        else { return nil }
        let mark = Unicode.Scalar(separator)
        guard scanner.take(mark), let month = scanner.digits(1...2), scanner.take(mark),
            let day = scanner.digits(1...2), scanner.next?.isDigit != true
        else { return nil }
        (fields.year, fields.month, fields.day) = (DateFields.century(year), month, day)
        return timeBehindDate(&scanner, &fields)
    }

    private static func timeBehindDate(_ scanner: inout TimeScanner, _ fields: inout DateFields) -> TimeKey? {
        if scanner.isAtEnd { return fields.key }
        _ = scanner.take(",")
        guard scanner.take(" ") || scanner.take("T") else { return nil }
        scanner.takeBlanks()
        return scanner.timeOfDay(into: &fields) ? fields.key : nil
    }

    /// The three numbers of a date such as `1/2/2019`, in their order.
    static func numericDate(_ scanner: inout TimeScanner) -> (first: Int, second: Int, year: Int)? {
        guard let first = scanner.digits(1...2), let separator = scanner.next,
            [UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(separator)
        else { return nil }
        let mark = Unicode.Scalar(separator)
        guard scanner.take(mark), let second = scanner.digits(1...2), scanner.take(mark) else { return nil }
        let begin = scanner.index
        guard let year = scanner.digits(2...4) else { return nil }
        switch scanner.index - begin {
        case 2: return (first, second, DateFields.century(year))
        case 4: return (first, second, year)
        default: return nil
        }
    }
}

extension TimeFormat: CustomStringConvertible {
    /// The value of `timeFormat` that demands this format.
    public var description: String {
        switch self {
        case .iso8601: "iso8601"
        case .unix(let unit): unit.rawValue
        case .numericDate(let dayFirst): dayFirst ? "d/M/yyyy" : "M/d/yyyy"
        case .shortYearFirst: "yy-M-d"
        case .timeOfDay: "HH:mm:ss"
        case .pattern(let pattern): pattern.description
        }
    }
}
