import JSONText

/// The format of a column's times, found by looking at its first cells.
struct TimeDetection {
    /// The length of the steps in which a column counts; a smaller one tells more interactions apart.
    enum Fineness: Int, Comparable {
        case fraction, second, minute, day

        static func < (first: Fineness, second: Fineness) -> Bool { first.rawValue < second.rawValue }
    }

    enum Outcome {
        case format(TimeFormat, Fineness)
        /// Day, month and perhaps year cannot be told apart. The cell is an example, and the formats read every cell.
        case ambiguousDate(cell: String, formats: [TimeFormat])
        case none
    }

    /// - Parameters:
    ///   - cells: Without blanks around them, missing ones left out.
    ///   - allowsNumbers: Whether numbers of any magnitude may be times, as in a column that a name calls a time.
    static func detect(_ cells: [String], allowsNumbers: Bool) -> Outcome {
        guard !cells.isEmpty else { return .none }
        if let unit = unixUnit(cells, allowsNumbers: allowsNumbers) { return unit }
        if agree(.iso8601, cells) { return .format(.iso8601, fineness(.iso8601, cells)) }
        let dates = dates(cells, allowsNumbers: allowsNumbers)
        if dates.count > 1 { return .ambiguousDate(cell: cells[0], formats: dates) }
        if let date = dates.first { return .format(date, fineness(date, cells)) }
        if agree(.timeOfDay, cells) { return .format(.timeOfDay, fineness(.timeOfDay, cells)) }
        for pattern in wellKnown where agree(.pattern(pattern), cells) {
            return .format(.pattern(pattern), fineness(.pattern(pattern), cells))
        }
        return .none
    }

    /// The orders of day, month and year that read every cell.
    private static func dates(_ cells: [String], allowsNumbers: Bool) -> [TimeFormat] {
        let dates = [TimeFormat.numericDate(dayFirst: false), .numericDate(dayFirst: true)].filter { agree($0, cells) }
        // Only the name of a column tells a date with two digits of the year in front from a number of a version.
        guard allowsNumbers, agree(.shortYearFirst, cells) else { return dates }
        return dates.contains { !ordersAlike($0, .shortYearFirst, cells) } || dates.isEmpty
            ? dates + [.shortYearFirst] : dates
    }

    /// Whether two formats put the cells in the same order.
    private static func ordersAlike(_ first: TimeFormat, _ second: TimeFormat, _ cells: [String]) -> Bool {
        let keys = cells.compactMap { cell in
            cell.withBytes { bytes in first.key(bytes).flatMap { key in second.key(bytes).map { (key, $0) } } }
        }.sorted { $0.0 < $1.0 }
        return zip(keys, keys.dropFirst()).allSatisfy { left, right in
            left.0 == right.0 ? left.1 == right.1 : left.1 < right.1
        }
    }

    /// Forms in which English tools write times.
    private static let wellKnown: [TimePattern] = [
        "EEE MMM d HH:mm:ss Z yyyy",  // Foursquare, Twitter
        "EEE MMM d HH:mm:ss yyyy",  // C's asctime
        "EEE MMM d HH:mm:ss 'UTC' yyyy", "EEE, d MMM yyyy HH:mm:ss Z",  // RFC 5322
        "d MMM yyyy HH:mm:ss Z", "d MMM yyyy HH:mm:ss", "d MMM yyyy HH:mm", "d MMM yyyy, HH:mm",
        "d MMM yyyy",  // Last.fm
        "M d, yyyy",  // Amazon's reviewTime
        "MMM d, yyyy", "MMM d, yyyy HH:mm:ss", "MMM d, yyyy H:mm a", "MMM d, yyyy, H:mm a", "MMM d, yyyy H:mm:ss a",
        "MMM d, yyyy, H:mm:ss a", "d-MMM-yyyy", "d-MMM-yy", "d-MMM-yyyy HH:mm:ss", "d/MMM/yyyy:HH:mm:ss Z",
        "d/MMM/yyyy HH:mm:ss",
    ].compactMap { text in
        do throws(TableFault) { return try TimePattern(text) } catch { return nil }
    }

    private static func agree(_ format: TimeFormat, _ cells: [String]) -> Bool {
        cells.allSatisfy { $0.withBytes { format.key($0) } != nil }
    }

    private static func unixUnit(_ cells: [String], allowsNumbers: Bool) -> Outcome? {
        var magnitudes: [Double] = []
        for cell in cells {
            guard let magnitude = cell.withBytes({ magnitude(of: $0) }) else { return nil }
            magnitudes.append(magnitude)
        }
        // `20220408` is a day, and `20220408110000` a second, if all cells are.
        let lengths = Set(cells.map(\.utf8.count))
        if lengths == [8] || lengths == [14], agree(.iso8601, cells), cells.allSatisfy({ isRecentYear($0) }) {
            return .format(.iso8601, lengths == [8] ? .day : .second)
        }
        magnitudes.sort()
        let middle = magnitudes[magnitudes.count / 2]
        let unit = TimeUnit.likely(for: middle)
        if !allowsNumbers {
            // Between 1990 and 2050, in the unit that the magnitude suggests.
            let scale = (0..<unit.digits).reduce(1.0) { scale, _ in scale * 10 }
            guard magnitudes.allSatisfy({ 6.3e8...2.55e9 ~= $0 / scale }) else { return Outcome.none }
        }
        let hasFraction = cells.contains { cell in
            cell.withBytes { TimeFormat.unix(unit).key($0)?.fraction ?? 0 } != 0
        }
        return .format(.unix(unit), hasFraction || unit != .seconds ? .fraction : .second)
    }

    private static func magnitude(of text: UnsafeBufferPointer<UInt8>) -> Double? {
        // Nearly all times are plain integers, for which no digits need be kept.
        DecimalDigits.integer(text).map(Double.init) ?? DecimalTime(text)?.magnitude
    }

    private static func isRecentYear(_ cell: String) -> Bool {
        guard let year = Int(cell.prefix(4)) else { return false }
        return 1_970...2_099 ~= year
    }

    /// The coarsest step that every cell is a multiple of.
    private static func fineness(_ format: TimeFormat, _ cells: [String]) -> Fineness {
        var finest = Fineness.day
        for cell in cells {
            guard let key = cell.withBytes({ format.key($0) }) else { continue }
            if key.fraction != 0 { return .fraction }
            if key.seconds % 60 != 0 {
                finest = min(finest, .second)
            } else if key.seconds % 86_400 != 0 {
                finest = min(finest, .minute)
            }
        }
        return finest
    }
}

extension String {
    /// The UTF-8 of the text, without a copy for a native string.
    func withBytes<Value>(_ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        var text = self
        return text.withUTF8(body)
    }
}
