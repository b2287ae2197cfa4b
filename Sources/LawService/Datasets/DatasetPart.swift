import InteractionLog
import SequenceEntropy

/// The mergeable summary of some of a dataset's users.
struct DatasetPart: Sendable {
    /// The version of its JSON.
    static let version = 1
    /// The measures that can be merged. The others need the sequences of all users, or for `pooled` the counts of all patterns.
    static let measures: Set<Measure> = [.lempelZiv, .shannon]

    /// What all parts of a dataset have in common.
    struct Parameters: Sendable, Equatable {
        let m: Int
        let r: Double
        let maxLength: Int?
        let short: ShortPolicy
        var measures: Set<Measure>

        /// Whether it is known how often each item occurs, not only that it does.
        var countsItems: Bool { measures.contains(.shannon) }
    }

    var parameters: Parameters
    var fingerprint: DatasetFingerprint
    var entropy: EntropyPart
    /// By the UTF-8 of a label, how often the item occurs; 1 if that is not counted. Strings would not do, because labels that
    /// differ in bytes can be equal as strings.
    var items: [[UInt8]: Int]
    /// How often the patterns of all users occur, once they were counted. Then the summary is that of a whole dataset.
    var pooled: PooledCounts?

    /// Adds the users of another part.
    ///
    /// - Throws: 422 if the sum is larger than any dataset.
    mutating func merge(_ other: DatasetPart) throws(Problem) {
        let isCounting = parameters.countsItems
        guard pooled == nil, other.pooled == nil else {
            throw Self.conflict("/pooled", "belongs to a whole dataset; merge the parts and give --patterns again")
        }
        fingerprint.merge(other.fingerprint)
        entropy.merge(other.entropy)
        items.merge(other.items) { isCounting ? $0 + $1 : 1 }
        _ = try checkedTokens()
    }

    /// The memory of the items, in bytes.
    var bytes: Int { items.keys.reduce(items.capacity * 24) { $0 + $1.count + 48 } }

    /// - Returns: the number of interactions.
    /// - Throws: 422 if the figures contradict each other.
    func checkedTokens() throws(Problem) -> Int {
        let tokens: Int
        do {
            tokens = try entropy.check(m: parameters.m)
        } catch {
            throw Self.conflict("/\(error == .entropies ? "apEn" : error.rawValue)", "contradicts the other figures")
        }
        if parameters.countsItems {
            var left = tokens
            for count in items.values where left >= 0 { left -= min(count, tokens + 1) }
            guard left == 0 else {
                throw Self.conflict("/counts", "do not add up to the sum of the lengths, \(tokens)")
            }
        } else if items.count > tokens || (items.isEmpty && tokens > 0) {
            throw Self.conflict("/labels", "contradict the sum of the lengths, \(tokens)")
        }
        if let pooled {
            guard parameters.r == 0 else { throw Self.conflict("/pooled", "must be missing at r above 0") }
            guard entropy.hasWindows(pooled.patterns, of: parameters.m) else {
                throw Self.conflict("/pooled/patterns", "contradict the lengths: every window has one pattern")
            }
            guard entropy.hasWindows(pooled.nextPatterns, of: parameters.m + 1) else {
                throw Self.conflict("/pooled/nextPatterns", "contradict the lengths: every window has one pattern")
            }
        }
        return tokens
    }

    /// Adds the counts of the patterns of all users, after which nothing can be merged any more.
    ///
    /// - Throws: 422 if they do not belong to these users.
    mutating func complete(_ counts: PooledCounts) throws(Problem) {
        var measures = parameters.measures
        measures.insert(.pooled)
        parameters.measures = measures
        pooled = counts
        _ = try checkedTokens()
    }

    /// The shape of a summary is wrong.
    static func fault(_ pointer: String, _ detail: String) -> Problem { problem(.badRequest, pointer, detail) }

    /// Figures that are valid each contradict each other.
    static func conflict(_ pointer: String, _ detail: String) -> Problem { problem(.unsatisfiable, pointer, detail) }

    private static func problem(_ code: Problem.Code, _ pointer: String, _ detail: String) -> Problem {
        problem(code, [ProblemPlace(pointer: pointer, detail: detail)])
    }

    private static func problem(_ code: Problem.Code, _ places: [ProblemPlace]) -> Problem {
        Problem(code, "this is no summary that `performance-law apen --partial` makes", errors: places)
    }

    /// Throws all faults together, if there are any.
    static func check(_ faults: FaultList) throws(Problem) {
        do throws(Problem) {
            try faults.check()
        } catch {
            throw problem(error.code, error.errors)
        }
    }

    /// The dataset of all users that were merged.
    ///
    /// - Throws: 422 if the figures contradict each other.
    func dataset() throws(Problem) -> (id: String, record: DatasetRecord) {
        _ = try checkedTokens()
        let options: EntropyOptions
        do {
            options = try EntropyOptions(
                m: [parameters.m],
                r: parameters.r,
                maxLength: parameters.maxLength,
                measures: parameters.measures
            )
        } catch {
            throw Self.conflict("/m", "and `r` and `maxLength` are no valid options")
        }
        let counts = items.values.map { UInt64($0) }
        let whole = DatasetEntropy(options, part: entropy, itemCounts: counts, pooled: pooled)
        guard let summary = whole.summaries(short: parameters.short).first else {
            throw Problem(.internalFault, "the dataset cannot be summarised")
        }
        let record = DatasetRecord(
            m: parameters.m,
            r: parameters.r,
            maxLength: parameters.maxLength,
            short: parameters.short,
            measures: parameters.measures.sorted { $0.rawValue < $1.rawValue },
            summary: summary
        )
        return (DatasetIdentity.id(record, fingerprint: fingerprint.hex), record)
    }
}
