import JSONText

/// Reads typed values from texts that a client sent, and collects their faults.
///
/// Each method returns `nil` both for an absent value and for a faulty one. At the end, `check()` throws all faults.
struct ParameterReader {
    /// The largest number of layers and the largest dim. With it, parameter counts stay within the range of `Int`.
    static let largestSize = 1_000_000_000

    private var faults: FaultList
    private let query: QueryParameters

    init(_ query: QueryParameters = QueryParameters()) {
        self.query = query
        faults = query.faults
    }

    func check() throws(Problem) { try faults.check() }

    /// Adds the faults of a JSON body.
    mutating func add(_ faults: JSONFaults) {
        switch faults {
        case .syntax(let error): self.faults.append("line \(error.line), column \(error.column)", error.description)
        case .content(let listed, let total):
            self.faults.append(
                listed.map { ProblemPlace(pointer: $0.pointer.description, detail: $0.reason.description) },
                total: total
            )
        }
    }

    /// Adds faults that were collected elsewhere; `total` also counts those that are not listed.
    mutating func add(_ places: [ProblemPlace], total: Int) { faults.append(places, total: total) }

    mutating func fault(_ place: String, _ detail: String) { faults.append(place, detail) }

    /// A fault of values that are valid each and do not fit together.
    mutating func conflict(_ place: String, _ detail: String) { faults.appendConflict(place, detail) }

    // MARK: Query parameters by name

    func text(_ name: String) -> String? { query[name] }

    /// An id or a name.
    mutating func reference(_ name: String) -> String? {
        guard let text = query[name] else { return nil }
        if text.isEmpty { faults.append("?\(name)", "is empty; leave it out or name one") }
        return text
    }

    mutating func wholeNumber(_ name: String, in range: ClosedRange<Int>, isRequired: Bool = false) -> Int? {
        guard let text = query[name] else {
            if isRequired { faults.append("?\(name)", "is missing") }
            return nil
        }
        return wholeNumber(text, at: "?\(name)", in: range)
    }

    /// Values separated by commas, in the order given, without duplicates.
    mutating func list<Value: Equatable>(
        _ name: String,
        atMost count: Int,
        _ read: (inout ParameterReader, String) -> Value?
    ) -> [Value]? {
        guard let text = query[name] else { return nil }
        let parts = Self.parts(text)
        guard parts.count <= count else {
            faults.append("?\(name)", "has more than \(count) values")
            return nil
        }
        var values: [Value] = []
        for part in parts {
            guard let value = read(&self, String(part)) else { return nil }
            if !values.contains(value) { values.append(value) }
        }
        return values
    }

    mutating func number(_ name: String, _ bound: NumberBound) -> Double? {
        query[name].flatMap { number($0, at: "?\(name)", bound) }
    }

    /// A positive number that may end with a letter, such as `1.5M`.
    mutating func amount(_ name: String) -> Double? {
        guard let text = query[name] else { return nil }
        if let amount = Amount.parse(text) { return amount }
        faults.append("?\(name)", "must be \(NumberBound.positive), such as 2500000, 1.5e18, 1.5G or 20P")
        return nil
    }

    /// A positive number of bytes that may end with a unit, such as `512MiB`.
    mutating func bytes(_ name: String) -> Double? {
        guard let text = query[name] else { return nil }
        if let bytes = Amount.parseBytes(text) { return bytes }
        faults.append("?\(name)", "must be \(NumberBound.positive), such as 2500000, 1.5e9, 8GB or 512MiB")
        return nil
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, of type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        query[name].flatMap { choice($0, at: "?\(name)", of: type) }
    }

    mutating func flag(_ name: String) -> Bool? {
        query[name].flatMap { flag($0, at: "?\(name)") }
    }

    mutating func axis(_ name: String) -> [Int]? {
        query[name].flatMap { axis($0, at: "?\(name)") }
    }

    /// The entries of a list. People write blanks after commas.
    static func parts(_ text: String) -> [Substring] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(\.withoutBlanks)
    }

    // MARK: Values at a place

    /// A whole number. `16.0` is accepted, because spreadsheets and dataframes write it.
    mutating func wholeNumber(_ text: String, at place: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = WholeNumber.parse(text) else {
            let range =
                range.upperBound == .max ? "\(range.lowerBound) on" : "\(range.lowerBound) to \(range.upperBound)"
            faults.append(place, "must be a whole number from \(range)")
            return nil
        }
        guard case .value(let number) = value, range.contains(number) else {
            // The largest number of 64 bits tells nobody anything.
            switch (value, range.upperBound) {
            case (.tooLarge, .max): faults.append(place, "is too large; give a number of at most 18 digits")
            case (_, .max): faults.append(place, "must be \(range.lowerBound) or more")
            default: faults.append(place, "must lie between \(range.lowerBound) and \(range.upperBound)")
            }
            return nil
        }
        return number
    }

    mutating func number(_ text: String, at place: String, _ bound: NumberBound) -> Double? {
        guard let value = Self.decimal(text), bound.allows(value) else {
            faults.append(place, "must be \(bound)")
            return nil
        }
        return value
    }

    /// A finite decimal number. `Double` also reads hexadecimal numbers, `nan` and `inf`, which no client means.
    static func decimal(_ text: String) -> Double? {
        guard let value = Double(text), !text.contains(where: { "xXpPnN".contains($0) }), value.isFinite else {
            return nil
        }
        return value
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String,
        at place: String,
        of type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        if let choice = Choice(rawValue: text) { return choice }
        faults.append(place, UnknownName.message("value", text, among: Choice.allCases.map(\.rawValue)))
        return nil
    }

    mutating func flag(_ text: String, at place: String) -> Bool? {
        switch text {
        case "true", "1": return true
        case "false", "0": return false
        default:
            faults.append(place, "must be true or false")
            return nil
        }
    }

    /// Sizes to search: a range `4..64`, a range with a step `16..512:16`, or a list `4,8,16`; sorted, without duplicates.
    mutating func axis(_ text: String, at place: String) -> [Int]? {
        switch AxisValues.parse(text, limit: 1...Self.largestSize) {
        case .success(let values): return values
        case .failure(let fault):
            switch fault {
            case .malformed, .outside: faults.append(place, fault.message)
            case .descending, .zeroStep, .tooMany: faults.appendConflict(place, fault.message)
            }
            return nil
        }
    }
}

/// The range of a finite number.
enum NumberBound: CustomStringConvertible {
    case positive
    case nonNegative
    /// Strictly between 0 and 1, as a confidence level is.
    case level
    /// 0 to 1 inclusive.
    case unit

    func allows(_ value: Double) -> Bool {
        switch self {
        case .positive: value > 0
        case .nonNegative: value >= 0
        case .level: value > 0 && value < 1
        case .unit: (0...1).contains(value)
        }
    }

    /// Completes «must be …» and «… is not …».
    var description: String {
        switch self {
        case .positive: "a finite number above 0"
        case .nonNegative: "a finite number, 0 or more"
        case .level: "a number between 0 and 1, such as 0.95"
        case .unit: "a number from 0 to 1"
        }
    }
}
