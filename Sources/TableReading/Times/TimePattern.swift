/// A pattern of a time such as `d/M/yyyy H:mm`: letters stand for fields, quoted text and other characters for themselves.
///
/// `y` year, `M` month (three letters or more: its name), `d` day, `H` hour (with `a`, of twelve), `m` minute, `s` second,
/// `S` fraction of a second, `a` AM or PM, `E` weekday, `X` and `Z` zone. One letter reads one or two digits, two letters
/// two; `y` and `yyyy` read four.
public struct TimePattern: Sendable, Hashable, CustomStringConvertible {
    enum Part: Sendable, Hashable {
        case year(digits: Int)
        case month(digits: ClosedRange<Int>)
        case monthName
        case day(digits: ClosedRange<Int>)
        case hour(digits: ClosedRange<Int>)
        case minute(digits: ClosedRange<Int>)
        case second(digits: ClosedRange<Int>)
        case fraction, halfDay, weekday, zone
        /// One blank or several.
        case blanks
        case character(UInt8)
    }

    public let description: String
    private let parts: [Part]
    /// What stands for the year if the pattern has none: a leap year, so that 29 February is a day.
    private let year: Int

    /// - Throws: A sentence part that says what is wrong with the pattern.
    public init(_ text: String) throws(TableFault) {
        func fault(_ detail: String) -> TableFault { TableFault(.structure, at: .parameter("timeFormat"), detail) }
        var parts: [Part] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "'") {
                rest = rest.dropFirst()
                guard let end = rest.firstIndex(of: byte) else { throw fault("the quoted text has no closing `'`") }
                // Two quotation marks stand for one.
                let quoted = end == rest.startIndex ? [byte] : Array(rest[..<end])
                parts += quoted.map { .character($0) }
                rest = rest[(end + 1)...]
                continue
            }
            let length = rest.prefix { $0 == byte }.count
            rest = rest.dropFirst(byte.isLetter ? length : 1)
            if byte == UInt8(ascii: " ") {
                if parts.last != .blanks { parts.append(.blanks) }
            } else if byte.isLetter {
                guard let part = Self.part(byte, length) else {
                    let word = String(repeating: Character(Unicode.Scalar(byte)), count: min(length, 8))
                    throw fault(
                        "`\(word)` is no field of a time; use y M d H m s S a E X Z, and quote other text, for example"
                            + " `yyyy-MM-dd'T'HH:mm:ss`"
                    )
                }
                parts.append(part)
            } else {
                parts.append(.character(byte))
            }
        }
        guard parts.contains(where: { if case .character = $0 { false } else { $0 != .blanks } }) else {
            throw fault("the pattern names no field; an example is `dd/MM/yyyy HH:mm`")
        }
        self.parts = parts
        year = parts.contains { if case .year = $0 { true } else { false } } ? 1_970 : 1_972
        description = text
    }

    private static func part(_ letter: UInt8, _ length: Int) -> Part? {
        let digits = length == 1 ? 1...2 : 2...2
        switch (letter, length) {
        case (UInt8(ascii: "y"), 1), (UInt8(ascii: "y"), 4): return .year(digits: 4)
        case (UInt8(ascii: "y"), 2): return .year(digits: 2)
        case (UInt8(ascii: "M"), 1...2): return .month(digits: digits)
        case (UInt8(ascii: "M"), 3...4): return .monthName
        case (UInt8(ascii: "d"), 1...2): return .day(digits: digits)
        case (UInt8(ascii: "H"), 1...2): return .hour(digits: digits)
        case (UInt8(ascii: "m"), 1...2): return .minute(digits: digits)
        case (UInt8(ascii: "s"), 1...2): return .second(digits: digits)
        case (UInt8(ascii: "S"), 1...18): return .fraction
        case (UInt8(ascii: "a"), 1): return .halfDay
        case (UInt8(ascii: "E"), 1...4): return .weekday
        case (UInt8(ascii: "X"), 1...5), (UInt8(ascii: "Z"), 1...5): return .zone
        default: return nil
        }
    }

    func key(_ text: UnsafeBufferPointer<UInt8>) -> TimeKey? {
        var scanner = TimeScanner(text)
        var fields = DateFields(year: year)
        for part in parts {
            guard Self.read(part, &scanner, &fields) else { return nil }
        }
        scanner.takeBlanks()
        return scanner.isAtEnd ? fields.key : nil
    }

    private static func read(_ part: Part, _ scanner: inout TimeScanner, _ fields: inout DateFields) -> Bool {
        func number(_ digits: ClosedRange<Int>, _ field: WritableKeyPath<DateFields, Int>) -> Bool {
            guard let value = scanner.digits(digits) else { return false }
            fields[keyPath: field] = value
            return true
        }
        switch part {
        case .year(let count):
            guard let year = scanner.digits(count...count) else { return false }
            fields.year = count == 2 ? DateFields.century(year) : year
            return true
        case .month(let digits): return number(digits, \.month)
        case .monthName:
            guard let month = scanner.monthName() else { return false }
            fields.month = month
            return true
        case .day(let digits): return number(digits, \.day)
        case .hour(let digits): return number(digits, \.hour)
        case .minute(let digits): return number(digits, \.minute)
        case .second(let digits): return number(digits, \.second)
        case .fraction:
            guard let fraction = scanner.fraction() else { return false }
            fields.fraction = fraction
            return true
        case .halfDay:
            guard let isAfternoon = scanner.halfDay() else { return false }
            fields.isAfternoon = isAfternoon
            return true
        case .weekday: return scanner.weekday()
        case .zone:
            guard let offset = scanner.zone() else { return false }
            fields.offset = offset
            return true
        case .blanks:
            guard scanner.next?.isBlank == true else { return false }
            scanner.takeBlanks()
            return true
        case .character(let byte): return scanner.take(byte)
        }
    }
}
