import InteractionLog
import SequenceEntropy

/// Folds the mergeable summaries of parts of a dataset, for the command line and for the import.
struct DatasetParts {
    private let work: RequestWork
    private(set) var merged: DatasetPart?
    /// The place of each summary, by the fingerprint of its users.
    private var places: [DatasetFingerprint: String] = [:]
    /// Summaries that are equal to one before.
    private var repeated = RepeatedSummaries()

    init(work: RequestWork) {
        self.work = work
    }

    /// What the reader must know: summaries that are given twice, as it seems.
    var warnings: [Warning] { repeated.warning.map { [$0] } ?? [] }

    /// Reads one summary and adds it.
    ///
    /// - Parameter place: where it stands, for a warning.
    /// - Throws: 400 if it is none; 422 if it contradicts itself or belongs to other parameters; 413 if there is no memory for it.
    mutating func add(_ json: [UInt8], at place: String = "") throws(Problem) {
        let held = merged?.bytes ?? 0
        let (tree, overflow) = json.count.multipliedReportingOverflow(by: DatasetPart.treeBytesPerByte)
        try work.hold(overflow ? .max : tree, for: .reading, remedy: "merge fewer items at a time")
        let part = try DatasetPart(json)
        // Parts without users have nothing that could count twice.
        if part.entropy.users > 0 {
            if let first = places[part.fingerprint] {
                repeated.add(place, equalTo: first)
            } else {
                places[part.fingerprint] = place
            }
        }
        // While two tables of items become one, there are three.
        try work.hold(2 * held + part.bytes, for: .measuring, remedy: "merge fewer items at a time")
        try work.check()
        guard var merged else {
            merged = part
            return
        }
        guard part.parameters == merged.parameters else {
            throw DatasetPart.conflict("", "differs from the first summary in m, r, maxLength, short or measures")
        }
        self.merged = nil
        try merged.merge(part)
        self.merged = merged
        try work.hold(0, for: .reading)
    }

    /// Adds the counts of the patterns of all users.
    mutating func complete(_ counts: PooledCounts) throws(Problem) { try merged?.complete(counts) }

    /// The sum of all parts.
    ///
    /// - Throws: 400 if there was none.
    func whole() throws(Problem) -> DatasetPart {
        guard let merged else { throw Problem(.badRequest, "there is no summary to merge") }
        guard merged.entropy.users > 0 else {
            throw Problem(.badRequest, "there is nothing to measure: the summary has no user")
        }
        return merged
    }
}

/// Summaries that have the same users' sequences as another one. Two small parts can be equal by chance.
private struct RepeatedSummaries {
    /// The most pairs that a warning names.
    private static let listed = 3

    private var pairs: [String] = []
    private var count = 0

    mutating func add(_ place: String, equalTo first: String) {
        count += 1
        if pairs.count < Self.listed { pairs.append("\(place) is equal to \(first)") }
    }

    var warning: Warning? {
        guard count > 0 else { return nil }
        let rest = count > pairs.count ? "; and \(Readable.integer(count - pairs.count)) more" : ""
        return Warning(
            code: "repeatedSummaries",
            message: """
                \(pairs.joined(separator: "; "))\(rest). If these are the same users, they count twice, and D′ is too large: give \
                each summary once.
                """
        )
    }
}

/// The summaries of parts on the command line, where one program owns the memory.
public struct LocalParts {
    private var parts: DatasetParts

    /// - Parameter memoryBytes: the most memory for the summaries.
    public init(memoryBytes: Int) {
        parts = DatasetParts(work: RequestWork(ProcessBounds(memoryBytes: memoryBytes, threads: 1)))
    }

    /// Adds one summary.
    ///
    /// - Parameter place: where it stands, for a warning.
    public mutating func add(_ json: [UInt8], at place: String = "") throws(Problem) { try parts.add(json, at: place) }

    /// The warnings about the summaries, for people; the answer has them too.
    public var warnings: [String] { parts.warnings.map { "warning (\($0.code)): \($0.message)" } }

    /// Adds up the counts of the patterns of all parts, for the pooled measure. Nothing can be merged afterwards.
    ///
    /// - Throws: `Problem` if the files have no such counts or belong to other summaries, and every error of reading.
    public mutating func complete(_ inputs: [PatternInput], memoryBytes: Int) throws {
        let m = try parts.whole().parameters.m
        let counts = try PatternTotals(m: m, memory: memoryBytes / 2).counts(of: inputs)
        do throws(Problem) {
            try parts.complete(counts)
        } catch {
            throw Problem(
                .unsatisfiable,
                "the files of --patterns do not belong to these summaries, or not to all of them"
            )
        }
    }

    /// One summary of all, as a line of JSON.
    public func part() throws(Problem) -> [UInt8] { try parts.whole().json }

    /// The body of the answer of `POST /apen`, without the parts that say how a log was read.
    public func answer() throws(Problem) -> [UInt8] {
        let dataset = try parts.whole().dataset()
        let identity = DatasetAnswer.Identity(id: dataset.id, name: nil, names: [], createdAt: nil)
        return try JSONAnswer.localBytes(of: DatasetAnswer(identity, dataset.record).adding(parts.warnings))
    }
}
