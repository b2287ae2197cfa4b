public import JSONText

/// Reads the rows of an experiment table by its plan, from slices of text that are cut anywhere.
public struct ExperimentTableReader: Sendable {
    public let plan: ReadingPlan
    /// The members beside the records of a JSON object, in their order.
    public private(set) var members: [(name: String, value: JSONValue)] = []
    /// One of the two is nil.
    private var delimited: DelimitedReader<ExperimentRowBuilder>?
    private var json: JSONRowReader<ExperimentRowBuilder>?

    /// - Precondition: The plan is one of experiments.
    /// - Parameter mostRows: More experiments than this are refused.
    public init(_ plan: ReadingPlan, mostRows: Int = 10_000) {
        guard case .experiments(let roles) = plan.roles else {
            preconditionFailure("the plan is not one of experiments")
        }
        self.plan = plan
        let builder = ExperimentRowBuilder(plan: plan, roles: roles, mostRows: mostRows)
        switch plan.structure {
        case .delimited(let structure): delimited = DelimitedReader(plan, structure, builder)
        case .json(let layout): json = JSONRowReader(plan, layout, builder)
        }
    }

    private var builder: ExperimentRowBuilder? { delimited?.builder ?? json?.builder }

    /// The experiments so far, those without any value left out.
    public var rows: [ExperimentRow] { builder?.rows ?? [] }

    /// The metrics, in the order of each row's values.
    public var metrics: [MetricColumn] { builder?.roles.metrics ?? [] }

    /// Runs without any value, which are left out.
    public var runsWithoutValues: Int { builder?.runsWithoutValues ?? 0 }

    /// Runs with values that did not finish, which are left out, by the words for that.
    public var unfinishedRuns: [String: Int] { builder?.unfinishedRuns ?? [:] }

    /// Rows so far, those that were left out included.
    public var rowCount: Int { builder?.faults.rows ?? 0 }

    /// What the table is refused for.
    public var faults: TableFaultCollector { builder?.faults.refused ?? TableFaultCollector() }

    /// The faults of rows that were left out, by `onError=skip`.
    public var skippedFaults: TableFaultCollector { builder?.faults.skipped ?? TableFaultCollector() }

    /// Rows that were left out, by `onError=skip`.
    public var skippedRows: Int { plan.onError == .skip ? builder?.faults.skippedRows ?? 0 : 0 }

    /// The keys behind the first records that have no role, as far as they are listed.
    public var lateKeys: [String] { builder?.faults.lateColumns.ignored ?? [] }

    public mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        let bytes = UnsafeRawBufferPointer(bytes)
        var begin = 0
        while begin < bytes.count {
            begin = delimited?.read(bytes, from: begin) ?? json?.read(bytes, from: begin) ?? bytes.count
            takeMembers()
        }
    }

    public mutating func finish() {
        delimited?.finish()
        json?.finish()
        json?.builder.reportNamedOnly()
        delimited?.builder.reportStages()
        json?.builder.reportStages()
        takeMembers()
    }

    private mutating func takeMembers() {
        guard let output = json?.builder.output, !output.isEmpty else { return }
        members += output.members
        json?.builder.output.removeAll()
    }
}
