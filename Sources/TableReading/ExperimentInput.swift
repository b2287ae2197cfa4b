/// Reads an experiment table from its bytes to its rows.
public struct ExperimentInput: ~Copyable, Sendable {
    private var input: TableInput
    private let mostRows: Int
    /// The reader, once there is a plan.
    public private(set) var reader: ExperimentTableReader?

    public init(_ input: consuming TableInput, mostRows: Int = 10_000) {
        self.input = input
        self.mostRows = mostRows
    }

    /// The outcome of planning, once there is one. Without a plan no rows are read.
    public var planning: TablePlanning? { input.planning }

    public mutating func read(_ bytes: UnsafeRawBufferPointer) throws(TableFault) {
        var reader = reader.take()
        defer { self.reader = reader }
        try input.read(bytes) { [mostRows] in
            reader = $0.plan.map { ExperimentTableReader($0, mostRows: mostRows) }
        } text: {
            reader?.read($0)
        }
    }

    public mutating func finish() throws(TableFault) {
        var reader = reader.take()
        defer { self.reader = reader }
        try input.finish { [mostRows] in
            reader = $0.plan.map { ExperimentTableReader($0, mostRows: mostRows) }
        } text: {
            reader?.read($0)
        }
        reader?.finish()
    }
}
