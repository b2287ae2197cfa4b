/// The fields of a date and a time of day while a text is read.
struct DateFields {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var fraction: UInt64 = 0
    /// Seconds east of Greenwich.
    var offset = 0
    var isAfternoon: Bool?

    /// Nil for a day that the calendar does not have, or an hour that does not fit `AM` and `PM`.
    var key: TimeKey? {
        guard 1...12 ~= month, 1...Self.days(of: month, in: year) ~= day else { return nil }
        var hour = hour
        if let isAfternoon {
            guard 1...12 ~= hour else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        // 60 is a leap second.
        guard 0...23 ~= hour, 0...59 ~= minute, 0...60 ~= second else { return nil }
        let seconds = Self.daysSince1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return TimeKey(seconds: Int64(seconds), fraction: fraction)
    }

    private static func days(of month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days by the Gregorian calendar, counted in years that begin in March so that a leap day comes last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - 400 * era
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Two digits of a year: 69 to 99 are of the last century, as POSIX reads them.
    static func century(_ year: Int) -> Int { year < 69 ? 2_000 + year : 1_900 + year }
}
