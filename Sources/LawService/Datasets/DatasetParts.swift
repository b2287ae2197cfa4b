import InteractionLog
import SequenceEntropy

/// Folds the mergeable summaries of parts of a dataset, for the command line and for the import.
struct DatasetParts {
    private let work: RequestWork
    private(set) var merged: DatasetPart?

    init(work: RequestWork) {
        self.work = work
    }

    /// Reads one summary and adds it.
    ///
    /// - Throws: 400 if it is none; 422 if it contradicts itself or belongs to other parameters; 413 if there is no memory for it.
    mutating func add(_ json: [UInt8]) throws(Problem) {
        let held = merged?.bytes ?? 0
        let (tree, overflow) = json.count.multipliedReportingOverflow(by: DatasetPart.treeBytesPerByte)
        try work.hold(overflow ? .max : tree, for: .reading, remedy: "merge fewer items at a time")
        let part = try DatasetPart(json)
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

/// The summaries of parts on the command line, where one program owns the memory.
public struct LocalParts {
    private var parts: DatasetParts

    /// - Parameter memoryBytes: the most memory for the summaries.
    public init(memoryBytes: Int) {
        parts = DatasetParts(work: RequestWork(ProcessBounds(memoryBytes: memoryBytes, threads: 1)))
    }

    /// Adds one summary.
    public mutating func add(_ json: [UInt8]) throws(Problem) { try parts.add(json) }

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
        return try JSONAnswer.localBytes(of: DatasetAnswer(identity, dataset.record))
    }
}
