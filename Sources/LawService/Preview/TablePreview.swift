import TableReading

/// Plans the reading of a table without reading it: `POST /preview`, and `--explain` on the command line.
///
/// Only the first 64 KiB of text are used.
public struct TablePreview: ~Copyable, Sendable {
    /// The parameters of `POST /preview`.
    static let names = ["as", "metrics", "goals"] + ReadingOptions.names

    private var input: TableInput

    /// - Parameters:
    ///   - purpose: `log` or `experiments`.
    ///   - parameters: the reading options by their names in the HTTP contract.
    /// - Throws: 400 with every faulty parameter.
    public init(as purpose: String, parameters: [String: String]) throws(Problem) {
        let parameters = parameters.merging(["as": purpose]) { $1 }
        try self.init(QueryParameters(parameters), contentType: nil, work: .unbounded())
    }

    init(_ query: QueryParameters, contentType: String?, work: RequestWork) throws(Problem) {
        var reader = ParameterReader(query)
        var fit = FitRequest()
        fit.readMetrics(&reader)
        var planner = TablePlanner(
            options: ReadingOptions(&reader),
            purpose: reader.choice("as", of: TablePurpose.self),
            memberNames: FitRequest.names + EntropyParameters.members
        )
        planner.metrics = fit.metrics
        planner.goals = fit.goals
        planner.usesMetricMembers = true
        try reader.check()
        input = TableInput(
            planner,
            contentType: contentType,
            textRatio: ContentCoding.largestRatio,
            meter: work.meter
        )
    }

    /// Whether the plan is made, so that further bytes change nothing.
    public var isComplete: Bool { input.planning != nil }

    public mutating func read(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        guard !isComplete else { return }
        do throws(TableFault) {
            try input.read(bytes) { _ in
            } text: { _ in
            }
        } catch {
            throw Problem(error)
        }
    }

    /// - Throws: 415 for bytes of a foreign format; 400 for faults that no parameter mends.
    mutating func finish() throws(Problem) -> PreviewAnswer {
        if !isComplete {
            do throws(TableFault) {
                try input.finish { _ in
                } text: { _ in
                }
            } catch {
                throw Problem(error)
            }
        }
        guard let planning = input.planning else { throw Problem(.internalFault, "the table cannot be planned") }
        guard planning.faults.isEmpty else { throw Problem(planning.refusal) }
        return PreviewAnswer(planning.preview)
    }
}
