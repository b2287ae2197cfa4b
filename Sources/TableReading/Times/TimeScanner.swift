/// Reads the parts of a time's text from left to right.
struct TimeScanner {
    let text: UnsafeBufferPointer<UInt8>
    private(set) var index = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    var isAtEnd: Bool { index == text.count }
    var next: UInt8? { index < text.count ? text[index] : nil }

    /// - Parameter character: One of ASCII, written in the program. What a client sends is bytes.
    mutating func take(_ character: Unicode.Scalar) -> Bool { take(UInt8(ascii: character)) }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    mutating func takeBlanks() {
        while let byte = next, byte.isBlank { index += 1 }
    }

    /// Reads a number of so many digits.
    mutating func digits(_ count: ClosedRange<Int>) -> Int? {
        var value = 0
        var length = 0
        while length < count.upperBound, let byte = next, byte.isDigit {
            value = value * 10 + Int(byte &- UInt8(ascii: "0"))
            index += 1
            length += 1
        }
        return count.contains(length) ? value : nil
    }

    /// At least one digit behind a decimal point; those beyond 10^-18 are dropped.
    mutating func fraction() -> UInt64? {
        var value: UInt64 = 0
        var length = 0
        while let byte = next, byte.isDigit {
            if length < TimeKey.fractionDigits { value = value * 10 + UInt64(byte &- UInt8(ascii: "0")) }
            length += 1
            index += 1
        }
        guard length > 0 else { return nil }
        for _ in 0..<max(0, TimeKey.fractionDigits - length) { value *= 10 }
        return value
    }

    /// Letters, in lower case.
    mutating func word() -> String {
        var word: [UInt8] = []
        while let byte = next, byte.isLetter {
            word.append(byte | 0x20)
            index += 1
        }
        return String(decoding: word, as: UTF8.self)
    }

    /// `Jan` or `January`: the number of the month.
    mutating func monthName() -> Int? {
        let word = word()
        return Self.months.firstIndex { word == $0 || word == $0.prefix(3) }.map { $0 + 1 }
    }

    mutating func weekday() -> Bool {
        let word = word()
        return Self.weekdays.contains { word == $0 || word == $0.prefix(3) }
    }

    /// `AM` or `PM`: whether it is the afternoon.
    mutating func halfDay() -> Bool? {
        switch word() {
        case "am": return false
        case "pm": return true
        default: return nil
        }
    }

    /// `Z`, `UTC`, `GMT`, `+01`, `+0100` or `+01:00`: seconds east of Greenwich.
    mutating func zone() -> Int? {
        if let byte = next, byte.isLetter {
            let word = word()
            guard word == "z" || word == "utc" || word == "gmt" else { return nil }
            // `UTC+01:00` has an offset behind the word.
            return next == UInt8(ascii: "+") || next == UInt8(ascii: "-") ? zone() : 0
        }
        let isEast = take("+")
        guard isEast || take("-"), let hours = digits(2...2), hours < 24 else { return nil }
        _ = take(":")
        guard let minutes = isAtEnd || next?.isDigit == false ? 0 : digits(2...2), minutes < 60 else { return nil }
        return (isEast ? 1 : -1) * (hours * 3_600 + minutes * 60)
    }

    /// `10:01`, `10:01:40`, `10:01:40.277`, each perhaps with `AM` or `PM` and with a zone.
    mutating func timeOfDay(into fields: inout DateFields) -> Bool {
        guard let hour = digits(1...2), take(":"), let minute = digits(2...2) else { return false }
        fields.hour = hour
        fields.minute = minute
        if take(":") {
            guard let second = digits(2...2) else { return false }
            fields.second = second
            if take(".") || take(",") {
                guard let value = fraction() else { return false }
                fields.fraction = value
            }
        }
        takeBlanks()
        if let byte = next, byte | 0x20 == UInt8(ascii: "a") || byte | 0x20 == UInt8(ascii: "p") {
            guard let isAfternoon = halfDay() else { return false }
            fields.isAfternoon = isAfternoon
            takeBlanks()
        }
        if !isAtEnd {
            guard let offset = zone() else { return false }
            fields.offset = offset
        }
        return isAtEnd
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
}
