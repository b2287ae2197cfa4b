extension Timestamp {
    /// A date by ISO 8601, such as `2019-03-31`. A time may follow after `T` or a space: to minutes, seconds or a
    /// fraction of a second, with `Z` or an offset such as `+01:00`. Without an offset it is universal time.
    ///
    /// Nil for any other text, and for a date that is not in the calendar.
    init?(date text: UnsafeBufferPointer<UInt8>) {
        var fields = DateFields(text: text)
        guard let year = fields.digits(4), fields.take("-"), let month = fields.digits(2, in: 1...12),
            fields.take("-"), let day = fields.digits(2, in: 1...Self.days(of: month, in: year))
        else { return nil }
        var seconds = Self.daysSince1970(year, month, day) * 86_400
        var fraction = 0.0
        if !fields.isAtEnd {
            guard fields.take("T") || fields.take("t") || fields.take(" "), let hour = fields.digits(2, in: 0...23),
                fields.take(":"), let minute = fields.digits(2, in: 0...59)
            else { return nil }
            seconds += hour * 3_600 + minute * 60
            if fields.take(":") {
                guard let second = fields.digits(2, in: 0...60) else { return nil }  // 60 is a leap second
                seconds += second
                if fields.take(".") || fields.take(",") {
                    guard let value = fields.fraction() else { return nil }
                    fraction = value
                }
            }
            _ = fields.take(" ")
            guard let offset = fields.offset(), fields.isAtEnd else { return nil }
            seconds -= offset
        }
        self.init(seconds: Int64(seconds), fraction: fraction)
    }

    private static func days(of month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days by the Gregorian calendar: Howard Hinnant's `days_from_civil`. Its years begin in March, so a leap day
    /// comes last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - 400 * era
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Reads a date's text from left to right.
private struct DateFields {
    let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    var isAtEnd: Bool { index == text.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func digits(_ count: Int, in range: ClosedRange<Int> = 0...9_999) -> Int? {
        guard text.count - index >= count else { return nil }
        var value = 0
        for byte in text[index..<index + count] {
            guard byte &- UInt8(ascii: "0") < 10 else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        guard range.contains(value) else { return nil }
        index += count
        return value
    }

    /// One digit or more; digits beyond the precision of a `Double` change nothing.
    mutating func fraction() -> Double? {
        var value = 0.0
        var unit = 0.1
        let begin = index
        while index < text.count, text[index] &- UInt8(ascii: "0") < 10 {
            value += Double(text[index] - UInt8(ascii: "0")) * unit
            unit /= 10
            index += 1
        }
        return index > begin ? min(value, 1.0.nextDown) : nil
    }

    /// Seconds east of Greenwich; 0 if the text has no offset.
    mutating func offset() -> Int? {
        if isAtEnd || take("Z") || take("z") { return 0 }
        let isEast = take("+")
        guard isEast || take("-"), let hours = digits(2, in: 0...23) else { return nil }
        _ = take(":")
        guard let minutes = isAtEnd ? 0 : digits(2, in: 0...59) else { return nil }
        return (isEast ? 1 : -1) * (hours * 3_600 + minutes * 60)
    }
}
