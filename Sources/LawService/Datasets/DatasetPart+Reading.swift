import Foundation
import InteractionLog
import JSONText
import SequenceEntropy
import TableReading

extension DatasetPart {
    /// How many bytes of memory a byte of JSON may take as a tree.
    static let treeBytesPerByte = 48

    /// The bytes by which a summary is recognised: its parameters and its fingerprint are among them.
    static let beginning = 512

    /// Whether a text begins as a summary does.
    static func isSummary(_ beginning: [UInt8]) -> Bool {
        let text = String(decoding: beginning, as: UTF8.self)
        return text.prefixMatch(of: /\s*\{\s*"version"\s*:/) != nil && text.contains("\"fingerprint\"")
            && text.contains("\"measures\"")
    }

    /// The answer to a summary where a log is expected.
    static var isNoLog: Problem {
        Problem(
            .badRequest,
            """
            this is a summary that `performance-law apen --partial` makes, and no log; `performance-law apen --merge` measures \
            summaries, and `POST /datasets/import` stores one
            """
        )
    }

    /// Reads a summary. Nothing in it is trusted: it is checked as a whole.
    ///
    /// - Throws: 400 for a wrong shape and 422 for figures that contradict each other, with the place.
    init(_ json: [UInt8]) throws(Problem) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(json, limits: JSONLimits(depth: 4, nodes: max(64, json.count)))
        } catch {
            throw Problem(error)
        }
        guard case .object(let object) = value else { throw Self.fault("", "must be a JSON object") }
        let required = [
            "version", "m", "r", "maxLength", "short", "measures", "fingerprint", "lengths", "apEn", "negative",
            "withoutRepeat", "hasFraction", "perSequence", "lempelZiv", "labels", "counts",
        ]
        let known = required + ["pooled"]
        var faults = FaultList()
        for member in object.members where !known.contains(member.key) {
            faults.append(
                JSONPointer.root.appending(key: String(member.key.prefix(40))).description,
                UnknownName.message("key", member.key, among: known)
            )
        }
        for name in required where object[name] == nil { faults.append("/\(name)", "is missing") }
        let reader = Reader(object: object)

        /// A member, or `nil` with a fault. So the first fault of each member is reported.
        func read<Value>(_ name: String, _ member: () throws(Problem) -> Value) -> Value? {
            // A member that is missing has its fault already.
            if object[name] == nil, required.contains(name) { return nil }
            do throws(Problem) {
                return try member()
            } catch {
                let isConflict = error.code == .unsatisfiable
                for place in error.errors {
                    if isConflict {
                        faults.appendConflict(place.pointer, place.detail)
                    } else {
                        faults.append(place.pointer, place.detail)
                    }
                }
                return nil
            }
        }

        let version = read("version") { () throws(Problem) in try reader.integer("version", in: 1...Int(Int32.max)) }
        if let version, version != Self.version {
            // What another version means by its members is not known.
            throw Self.fault("/version", "is of another version than \(Self.version), which this program reads")
        }
        let maxLength = object["maxLength"] ?? .null
        let count = 0...EntropyPart.mostUsers
        let m = read("m") { () throws(Problem) in try reader.integer("m", in: EntropyOptions.patternLengths) }
        let r = read("r") { () throws(Problem) in try reader.number("r") }
        let longest = read("maxLength") { () throws(Problem) -> Int? in
            try maxLength == .null ? nil : reader.integer("maxLength", in: 1...Int(Int64.max))
        }
        let short = read("short") { () throws(Problem) in try reader.choice("short") }
        let measures = read("measures") { () throws(Problem) in try reader.measures() }
        let fingerprint = read("fingerprint") { () throws(Problem) in try reader.fingerprint() }
        let lengths = read("lengths") { () throws(Problem) in try reader.lengths() }
        let entropies = read("apEn") { () throws(Problem) in try reader.entropies() }
        let negative = read("negative") { () throws(Problem) in try reader.integer("negative", in: count) }
        let withoutRepeat = read("withoutRepeat") { () throws(Problem) in try reader.integer("withoutRepeat", in: count)
        }
        let hasFraction = read("hasFraction") { () throws(Problem) in try reader.flag("hasFraction") }
        let perSequence = read("perSequence") { () throws(Problem) in try reader.digits("perSequence") }
        let pooled = read("pooled") { () throws(Problem) in try reader.pooled() }
        // These two depend on the measures.
        let lempelZiv = measures.flatMap { measures in
            read("lempelZiv") { () throws(Problem) in try reader.lempelZiv(isMeasured: measures.contains(.lempelZiv)) }
        }
        let items = measures.flatMap { measures in
            read("labels") { () throws(Problem) in try reader.items(areCounted: measures.contains(.shannon)) }
        }
        if let measures, let pooled, (pooled != nil) != measures.contains(.pooled) {
            faults.appendConflict("/pooled", "must be there if `measures` has pooled, and only then")
        }
        if case let longest?? = longest, let length = lengths?.keys.max(), length > longest {
            faults.appendConflict("/lengths", "has a sequence of \(length) items, and `maxLength` is \(longest)")
        }
        if let entropy = entropies?.keys.max(), let length = lengths?.keys.max() {
            // Both of its terms are means of logarithms of shares, and the smallest share is one pattern of all.
            let bound = log(Double(max(1, length)))
            if entropy > bound * 1.000_001 {
                faults.appendConflict("/apEn", "has \(entropy), and sequences of \(length) items have at most \(bound)")
            }
        }
        try Self.check(faults)
        guard let m, let r, let longest, let short, let measures, let fingerprint, let lengths, let entropies,
            let negative,
            let withoutRepeat, let hasFraction, let perSequence, let pooled, let lempelZiv, let items
        else { throw Self.fault("", "cannot be read") }
        parameters = Parameters(m: m, r: r, maxLength: longest, short: short, measures: measures)
        self.fingerprint = fingerprint
        entropy = EntropyPart(
            lengths: lengths,
            entropies: entropies,
            negative: negative,
            withoutRepeat: withoutRepeat,
            hasFraction: hasFraction,
            perSequence: perSequence,
            lempelZiv: lempelZiv
        )
        self.items = items
        self.pooled = pooled
        _ = try checkedTokens()
    }

    private struct Reader {
        let object: JSONObject

        func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int {
            try Self.integer(object[name], "/\(name)", in: range)
        }

        private static func integer(_ value: JSONValue?, _ place: String, in range: ClosedRange<Int>) throws(Problem)
            -> Int
        {
            guard case .number(let number) = value, let integer = whole(number), range.contains(integer) else {
                throw DatasetPart.fault(place, "must be an integer from \(range.lowerBound) to \(range.upperBound)")
            }
            return integer
        }

        /// `16.0` is 16, too.
        private static func whole(_ number: JSONNumber) -> Int? {
            if let integer = number.integer { return Int(integer) }
            return if case .value(let integer) = WholeNumber.parse(number.text) { integer } else { nil }
        }

        func number(_ name: String) throws(Problem) -> Double { try Self.number(object[name], "/\(name)") }

        private static func number(_ value: JSONValue?, _ place: String) throws(Problem) -> Double {
            guard case .number(let number) = value, let value = number.double, value >= 0 else {
                throw DatasetPart.fault(place, "must be a number from 0")
            }
            // −0 and 0 are the same value.
            return value == 0 ? 0 : value
        }

        func flag(_ name: String) throws(Problem) -> Bool {
            guard case .bool(let flag) = object[name] else {
                throw DatasetPart.fault("/\(name)", "must be true or false")
            }
            return flag
        }

        private func text(_ name: String) throws(Problem) -> String {
            guard case .string(let text) = object[name] else { throw DatasetPart.fault("/\(name)", "must be a string") }
            return text
        }

        func choice(_ name: String) throws(Problem) -> ShortPolicy {
            guard let policy = ShortPolicy(rawValue: try text(name)) else {
                throw DatasetPart.fault("/\(name)", "must be exclude or zero")
            }
            return policy
        }

        func fingerprint() throws(Problem) -> DatasetFingerprint {
            guard let fingerprint = DatasetFingerprint(hex: try text("fingerprint")) else {
                throw DatasetPart.fault("/fingerprint", "must have 32 hexadecimal digits")
            }
            return fingerprint
        }

        private func elements(_ name: String) throws(Problem) -> [JSONValue] {
            guard case .array(let elements) = object[name] else {
                throw DatasetPart.fault("/\(name)", "must be an array")
            }
            return elements
        }

        func measures() throws(Problem) -> Set<Measure> {
            var measures: Set<Measure> = []
            for (index, element) in try elements("measures").enumerated() {
                guard case .string(let name) = element, let measure = Measure(rawValue: name),
                    DatasetPart.measures.contains(measure) || measure == .pooled, measures.insert(measure).inserted
                else {
                    throw DatasetPart.fault("/measures/\(index)", "must be lempelZiv, shannon or pooled, each once")
                }
            }
            return measures
        }

        private func pair(_ element: JSONValue, _ place: String) throws(Problem) -> (JSONValue, count: Int) {
            guard case .array(let pair) = element, pair.count == 2 else {
                throw DatasetPart.fault(place, "must be a pair of a value and a count")
            }
            return (pair[0], try Self.integer(pair[1], "\(place)/1", in: 1...EntropyPart.mostUsers))
        }

        func lengths() throws(Problem) -> [Int: Int] {
            try counts(elements("lengths"), "/lengths", of: 0...DatasetEntropy.mostItems)
        }

        /// Pairs of a number and how often it occurs.
        private func counts(_ elements: [JSONValue], _ place: String, of range: ClosedRange<Int>) throws(Problem)
            -> [Int: Int]
        {
            var counts: [Int: Int] = [:]
            for (index, element) in elements.enumerated() {
                let place = "\(place)/\(index)"
                let (value, count) = try pair(element, place)
                let number = try Self.integer(value, "\(place)/0", in: range)
                guard counts.updateValue(count, forKey: number) == nil else {
                    throw DatasetPart.conflict("\(place)/0", "is given twice")
                }
            }
            return counts
        }

        func pooled() throws(Problem) -> PooledCounts? {
            guard let value = object["pooled"], value != .null else { return nil }
            guard case .object(let pooled) = value, pooled.members.count == 2,
                case .array(let patterns) = pooled["patterns"], case .array(let nextPatterns) = pooled["nextPatterns"]
            else {
                throw DatasetPart.fault("/pooled", "must be an object of patterns and nextPatterns")
            }
            let range = 1...EntropyPart.mostUsers
            return PooledCounts(
                patterns: try counts(patterns, "/pooled/patterns", of: range),
                nextPatterns: try counts(nextPatterns, "/pooled/nextPatterns", of: range)
            )
        }

        func entropies() throws(Problem) -> [Double: Int] {
            var entropies: [Double: Int] = [:]
            for (index, element) in try elements("apEn").enumerated() {
                let place = "/apEn/\(index)"
                let (value, count) = try pair(element, place)
                let entropy = try Self.number(value, "\(place)/0")
                guard entropies.updateValue(count, forKey: entropy) == nil else {
                    throw DatasetPart.conflict("\(place)/0", "is given twice")
                }
            }
            return entropies
        }

        func digits(_ name: String) throws(Problem) -> [UInt32] {
            let place = "/\(name)"
            guard case .object(let sum) = object[name], case .array(let elements) = sum["digits"],
                sum.members.count == 2
            else {
                throw DatasetPart.fault(place, "must be an object of first and digits")
            }
            let first = try Self.integer(sum["first"], "\(place)/first", in: 0...EntropyPart.digits)
            guard elements.count <= EntropyPart.digits - first else {
                throw DatasetPart.conflict("\(place)/digits", "has too many digits")
            }
            var digits = [UInt32](repeating: 0, count: EntropyPart.digits)
            for (index, element) in elements.enumerated() {
                let digit = try Self.integer(element, "\(place)/digits/\(index)", in: 0...Int(UInt32.max))
                digits[first + index] = UInt32(digit)
            }
            return digits
        }

        func lempelZiv(isMeasured: Bool) throws(Problem) -> [UInt32]? {
            guard ((object["lempelZiv"] ?? .null) != .null) == isMeasured else {
                throw DatasetPart.conflict(
                    "/lempelZiv",
                    "must be there if `measures` has lempelZiv, and null otherwise"
                )
            }
            return isMeasured ? try digits("lempelZiv") : nil
        }

        func items(areCounted: Bool) throws(Problem) -> [[UInt8]: Int] {
            let labels = try elements("labels")
            guard areCounted == ((object["counts"] ?? .null) != .null) else {
                throw DatasetPart.conflict("/counts", "must be there if `measures` has shannon, and null otherwise")
            }
            var counts: [JSONValue] = []
            if areCounted { counts = try elements("counts") }
            guard !areCounted || counts.count == labels.count else {
                throw DatasetPart.conflict("/counts", "must have one count for each label")
            }
            var items: [[UInt8]: Int] = [:]
            items.reserveCapacity(labels.count)
            for (index, label) in labels.enumerated() {
                guard case .string(let text) = label, !text.isEmpty else {
                    throw DatasetPart.fault("/labels/\(index)", "must be a string that is not empty")
                }
                guard Label.withLabel(of: text, { $0 != nil }) else {
                    throw DatasetPart.conflict("/labels/\(index)", "stands for a missing value, which is no item")
                }
                let range = 1...EntropyPart.mostUsers
                let count = try (areCounted ? Self.integer(counts[index], "/counts/\(index)", in: range) : 1)
                guard items.updateValue(count, forKey: Array(text.utf8)) == nil else {
                    throw DatasetPart.conflict("/labels/\(index)", "is given twice")
                }
            }
            return items
        }
    }
}
