/// The date of a response (RFC 9110 §5.6.7, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    /// The last second of the year 9999, the largest that has four digits for its year.
    package static let lastSecond = 253_402_300_799

    /// - Parameter seconds: seconds since 1970-01-01T00:00:00Z, in `0...lastSecond`.
    package static func bytes(secondsSinceEpoch seconds: Int) -> [UInt8] {
        precondition((0...lastSecond).contains(seconds), "the year must have four digits and not precede 1970")
        let days = seconds / 86_400
        let second = seconds % 86_400
        let (year, month, day) = civil(daysSinceEpoch: days)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        // 1970-01-01 was a Thursday.
        text.append(contentsOf: weekdays[days % 7].utf8)
        text.append(", ")
        text.append(twoDigits: day)
        text.append(Byte.space)
        text.append(contentsOf: months[month - 1].utf8)
        text.append(Byte.space)
        text.append(twoDigits: year / 100)
        text.append(twoDigits: year % 100)
        text.append(Byte.space)
        text.append(twoDigits: second / 3600)
        text.append(Byte.colon)
        text.append(twoDigits: second / 60 % 60)
        text.append(Byte.colon)
        text.append(twoDigits: second % 60)
        text.append(" GMT")
        return text
    }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The Gregorian date, by Hinnant's `civil_from_days` (https://howardhinnant.github.io/date_algorithms.html). Its
    /// years begin on 1 March, so the leap day is the last day of a year; an era is 400 years.
    private static func civil(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension [UInt8] {
    fileprivate mutating func append(twoDigits number: Int) {
        append(Byte.zero + UInt8(truncatingIfNeeded: number / 10 % 10))
        append(Byte.zero + UInt8(truncatingIfNeeded: number % 10))
    }
}
