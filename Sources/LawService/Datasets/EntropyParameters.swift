import JSONText
import SequenceEntropy
import TableReading

/// The parameters of `POST /apen`, from the query or from the members of a JSON body.
struct EntropyParameters: Sendable, Equatable {
    /// The names of the query parameters.
    static let names = members + ReadingOptions.names
    /// The names of the members of a JSON body beside the sequences.
    static let members = ["name", "replaceName", "m", "r", "maxLength", "measures", "short"]

    /// The most values in a list of `m` or `maxLength`. Each `maxLength` gets an equal share of the memory.
    private static let longestList = 16

    private(set) var name: String?
    private(set) var replaceName = false
    /// Pattern lengths in the order given: at least one, without duplicates.
    private(set) var m = [2]
    private(set) var r = 0.0
    /// How many of each user's last items count, `nil` for all; in the order given: at least one, without duplicates.
    private(set) var maxLength: [Int?] = [nil]
    private(set) var measures = Measure.byDefault
    private(set) var short = ShortPolicy.exclude

    /// - Throws: 400 with every fault of the query, including those that the reader has collected before.
    init(_ query: QueryParameters, _ reader: inout ParameterReader) throws(Problem) {
        if let text = reader.text("name") {
            if let fault = Name.fault(text) { reader.fault("?name", fault) }
            name = text
        }
        if let flag = reader.flag("replaceName") { replaceName = flag }
        let patternLengths = reader.list("m", atMost: Self.longestList) { reader, part in
            reader.wholeNumber(part, at: "?m", in: EntropyOptions.patternLengths)
        }
        if let patternLengths { m = patternLengths }
        if let value = reader.number("r", .nonNegative) { r = value }
        let lengths = reader.list("maxLength", atMost: Self.longestList) { reader, part in
            part == "all"
                ? .some(Int?.none)
                : reader.wholeNumber(part, at: "?maxLength", in: 1...Int.max).map(Optional.some)
        }
        if let lengths { maxLength = lengths }
        if let value = reader.choice("short", of: ShortPolicy.self) { short = value }
        if let text = reader.text("measures") {
            measures = Set(
                // The command line has no empty values, so `none` stands for one.
                text == "none"
                    ? []
                    : ParameterReader.parts(text).filter { !$0.isEmpty }.compactMap {
                        reader.choice(String($0), at: "?measures", of: Measure.self)
                    }
            )
            removeImpliedMeasure()
        }
        try reader.check()
    }

    /// Reads one member of a JSON body.
    ///
    /// - Parameter query: the query of the request. A parameter in both places is a fault.
    mutating func read(_ cursor: JSONCursor, name key: String, query: QueryParameters) {
        guard Self.members.contains(key) else {
            let known = Self.names + ["sequences", "interactions"]
            return cursor.report(UnknownName.message("key", key, among: known))
        }
        if cursor.isNull { return }
        if query[key] != nil { return cursor.report("is also given in the query; give it once") }
        switch key {
        case "name":
            guard let text = cursor.string() else { return }
            if let fault = Name.fault(text) { cursor.report(fault) }
            name = text
        case "replaceName": replaceName = cursor.bool() ?? replaceName
        case "m": m = Self.list(cursor) { $0.wholeNumber(in: EntropyOptions.patternLengths) } ?? m
        case "r": r = cursor.number(NumberBound.nonNegative.description, where: NumberBound.nonNegative.allows) ?? r
        case "maxLength":
            let lengths = Self.list(cursor) { element in
                element.isNull ? .some(Int?.none) : element.wholeNumber(in: 1...Int.max).map(Optional.some)
            }
            maxLength = lengths ?? maxLength
        case "short": short = cursor.choice(of: ShortPolicy.self) ?? short
        default:
            measures = Set(cursor.elements()?.compactMap { $0.choice(of: Measure.self) } ?? [])
            removeImpliedMeasure()
        }
    }

    /// All blocks include a sample of them. So both words together mean the same as the longer one, with the same dataset id.
    private mutating func removeImpliedMeasure() {
        if measures.contains(.compressionOfAllBlocks) { measures.remove(.compression) }
    }

    /// Whether two sets of parameters give the same results for the same sequences.
    func givesSameResults(as other: EntropyParameters) -> Bool {
        m == other.m && r == other.r && maxLength == other.maxLength && measures == other.measures
    }

    /// Refuses what a mergeable summary cannot have.
    ///
    /// - Parameter prefix: what precedes the name of a parameter in the place of a fault: `?` for the query, `/` for the body.
    func checkPart(at prefix: String) throws(Problem) {
        var faults = FaultList()
        for (name, count) in [("m", m.count), ("maxLength", maxLength.count)] where count > 1 {
            faults.append(prefix + name, "a summary has one value; make one summary for each")
        }
        for measure in Measure.allCases where measures.contains(measure) && !measure.canBeMerged {
            let remedy = measure == .pooled ? "; count its patterns with --patterns, and add them up with --merge" : ""
            faults.append(
                prefix + "measures",
                "\(measure.rawValue) needs the sequences of all users together, so no summary has it\(remedy)"
            )
        }
        try faults.check()
    }

    /// A value or an array of values, without duplicates.
    private static func list<Value: Equatable>(_ cursor: JSONCursor, _ read: (JSONCursor) -> Value?) -> [Value]? {
        guard case .array = cursor.value, let elements = cursor.elements() else { return read(cursor).map { [$0] } }
        guard (1...longestList).contains(elements.count) else {
            cursor.report("must have 1 to \(longestList) values")
            return nil
        }
        var values: [Value] = []
        for value in elements.compactMap(read) where !values.contains(value) { values.append(value) }
        return values.isEmpty ? nil : values
    }
}
