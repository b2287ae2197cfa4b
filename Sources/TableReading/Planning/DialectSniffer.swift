/// Finds the dialect of delimited text: the one that splits the first lines consistently.
struct DialectSniffer {
    /// How one dialect splits the sample.
    struct Trial {
        var dialect: Dialect
        var records: [[SampleCell]] = []
        /// How many fields most records have, those at the end without text left out.
        var width = 0
        /// The share of records that have as many fields.
        var fit = 0.0
        /// Whether quotation marks are used as the dialect says.
        var isWellFormed = true
        /// How many quoted fields go on behind their closing mark.
        var brokenFields = 0
        /// Whether a quoted field spans several lines.
        var hasLongFields = false
        /// Whether the cells of the first record are known names.
        var knownNames = 0
        /// Whether the first field of each row is an unnamed row name, as R writes it.
        var hasRowNames = false
    }

    /// More records than this are not looked at: the first ones show the dialect.
    private static let recordCount = 1_000

    private let text: UnsafeBufferPointer<UInt8>
    private let isComplete: Bool
    private let lineEnd: UInt8
    private let hasMarks: Bool

    /// - Parameters:
    ///   - text: The first 64 KiB.
    ///   - isComplete: Whether that is the whole text.
    init(_ text: UnsafeBufferPointer<UInt8>, isComplete: Bool) {
        self.text = text
        self.isComplete = isComplete
        let hasFeed = text.place(of: 0x0A) != nil
        lineEnd = !hasFeed && text.place(of: 0x0D) != nil ? 0x0D : 0x0A
        hasMarks = text.place(of: UInt8(ascii: "\"")) != nil
    }

    /// - Parameters:
    ///   - delimiter: The one that the caller demands.
    ///   - isRagged: Whether the records are expected to have different lengths.
    func best(delimiter: Delimiter?, isRagged: Bool) -> Trial {
        let trials = (delimiter.map { [$0] } ?? candidates).map { quoted($0) }
        guard delimiter == nil else { return trials[0] }
        func rank(_ index: Int) -> [Double] {
            let trial = trials[index]
            let isConsistent = trial.width > 1 && trial.fit >= 0.9
            return [
                isConsistent && trial.knownNames >= 2 ? 1 : 0, isConsistent ? 1 : 0, trial.isWellFormed ? 1 : 0,
                // Blanks also separate a day from an hour, so they are the last resort.
                trial.dialect.delimiter.isBlankRun ? 0 : 1, trial.fit == 1 ? 1 : 0, Double(trial.width), Double(-index),
            ]
        }
        func split(_ index: Int) -> Double {
            Double(trials[index].records.count { $0.count > 1 }) / Double(max(1, trials[index].records.count))
        }
        let best = trials.indices.max { rank($0).lexicographicallyPrecedes(rank($1)) } ?? 0
        if !isRagged, trials[best].width > 1, trials[best].fit >= 0.9 { return trials[best] }
        // Lines of different lengths: the delimiter that most of them have.
        let ragged = trials.indices.max { (split($0), -$0) < (split($1), -$1) } ?? 0
        return split(ragged) > 0 ? trials[ragged] : trials[best]
    }

    /// The delimiters that occur, and one that does not, for a table of one column.
    private var candidates: [Delimiter] {
        func occurs(_ delimiter: Delimiter) -> Bool {
            delimiter.isBlankRun || text.place(of: delimiter.bytes[0]) != nil
        }
        let absent = Delimiter.candidates.first { !occurs($0) }
        return Delimiter.candidates.filter { $0 == absent || occurs($0) }
    }

    /// The delimiter with the quoting that suits the sample.
    func quoted(_ delimiter: Delimiter) -> Trial {
        // Without an example of quoting, a quotation mark in TSV is a character, and in CSV it encloses a field.
        guard hasMarks, delimiter.bytes.count == 1 else { return trial(delimiter, isTSV(delimiter) ? .none : .doubled) }
        let trials = [Dialect.Quoting.doubled, .backslash, .none].map { trial(delimiter, $0) }
        let plain = trials[2]
        func rank(_ trial: Trial) -> [Double] {
            // A field of several lines that the lines themselves contradict is a lone quotation mark.
            let isContradicted = trial.hasLongFields && plain.fit == 1 && plain.width > 1 && !plain.hasLongFields
            // One `\"` decides where no other mark within a field does.
            let broken = trial.dialect.quoting == .none ? Int.max : trial.brokenFields
            return [trial.isWellFormed && !isContradicted ? 1 : 0, trial.fit, -Double(broken)]
        }
        var best = trials[0]
        for trial in trials.dropFirst() where rank(best).lexicographicallyPrecedes(rank(trial)) { best = trial }
        return best
    }

    private func isTSV(_ delimiter: Delimiter) -> Bool {
        delimiter == .tab || delimiter == .controlA || delimiter.bytes.count > 1
    }

    private func trial(_ delimiter: Delimiter, _ quoting: Dialect.Quoting) -> Trial {
        var trial = Trial(dialect: Dialect(delimiter: delimiter, quoting: quoting, lineEnd: lineEnd))
        read(&trial)
        measure(&trial)
        if let first = trial.records.first {
            trial.knownNames = Set(first.compactMap { ColumnNames.role(of: NameForm($0.text))?.role }).count
        }
        return trial
    }

    private func read(_ trial: inout Trial) {
        var splitter = RecordSplitter(trial.dialect)
        var fields: [RecordField] = []
        var scratch: [UInt8] = []
        var begin = 0
        var quoted = 0
        // In CSV, a few faulty fields do not change what a quotation mark is. TSV mostly has no quoting, so one is enough.
        let tolerated = isTSV(trial.dialect.delimiter) ? 0 : 1
        defer { if trial.brokenFields * 2 > quoted * tolerated { trial.isWellFormed = false } }
        while begin < text.count, trial.records.count < Self.recordCount {
            let end = splitter.end(text, from: begin)
            if end == nil, !isComplete, !trial.records.isEmpty {
                // An incomplete record is not used. A quotation mark that swallowed many lines never was one of a field.
                if splitter.isInQuotes, text[begin...].count(where: { $0 == lineEnd }) > 20 {
                    trial.isWellFormed = false
                }
                break
            }
            if end == nil, splitter.isInQuotes { trial.isWellFormed = false }
            var record = text.slice(begin..<(end ?? text.count))
            if lineEnd == 0x0A, record.last == 0x0D { record = record.slice(0..<record.count - 1) }
            begin = (end ?? text.count) + 1
            if record.trimmed.isEmpty { continue }
            splitter.fields(record, into: &fields)
            // The last field of the only record is cut.
            if end == nil, !isComplete { fields.removeLast() }
            quoted += fields.count(where: \.isQuoted)
            trial.brokenFields += fields.count { !$0.isWhole }
            if record.place(of: lineEnd) != nil { trial.hasLongFields = true }
            trial.records.append(
                fields.map { field in
                    field.withText(of: record, quoting: trial.dialect.quoting, scratch: &scratch) {
                        SampleCell(kind: .text, text: String(decoding: $0, as: UTF8.self))
                    }
                }
            )
        }
    }

    /// The width that the most records fit. A record fits if it has as many fields, or more without text at its end.
    private func measure(_ trial: inout Trial) {
        let shapes = trial.records.map { record in
            (all: record.count, filled: record.count - record.reversed().prefix { $0.text.isEmpty }.count)
        }
        guard let first = shapes.first else { return }
        var counts: [Int: Int] = [:]
        for shape in shapes { counts[shape.all, default: 0] += 1 }
        let most = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
        for width in [first.all, most] {
            let count = shapes.count { $0.filled <= width && width <= $0.all }
            let fit = Double(count) / Double(shapes.count)
            if fit > trial.fit { (trial.width, trial.fit) = (width, fit) }
        }
        // R writes a header without a name for the row names, which count the rows unless somebody set them.
        let rows = shapes.dropFirst()
        let areCounted = trial.records.dropFirst().enumerated().allSatisfy { $1.first?.text == String($0 + 1) }
        if !rows.isEmpty, areCounted, rows.allSatisfy({ $0.all == first.all + 1 && $0.filled == $0.all }) {
            (trial.width, trial.fit, trial.hasRowNames) = (first.all + 1, 1, true)
        }
    }
}
