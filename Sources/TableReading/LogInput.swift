public import ResourceMetering

/// Reads a log from its bytes to its rows.
public struct LogInput: ~Copyable, Sendable {
    private var input: TableInput
    /// The reader, once there is a plan.
    public private(set) var reader: LogTableReader?

    private let threads: (any SpareThreads)?

    /// - Parameter threads: May read ahead.
    public init(_ input: consuming TableInput, threads: (any SpareThreads)? = nil) {
        self.input = input
        self.threads = threads
    }

    /// The outcome of planning, once there is one. Without a plan no rows are read.
    public var planning: TablePlanning? { input.planning }

    /// Bytes of text so far.
    public var textBytes: Int { input.textBytes }

    public var compression: InputDecoder.Compression? { input.compression }

    /// The fields of a multipart form that are no files.
    public var formFields: FormFields { input.formFields }

    public mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        into consumer: inout some LogRowConsumer
    ) throws(TableFault) {
        var reader = reader.take()
        defer { self.reader = reader }
        try input.read(bytes) {
            reader = $0.plan.map { LogTableReader($0, threads: threads) }
            consumer.planned($0)
        } text: {
            reader?.read($0, into: &consumer)
        }
    }

    public mutating func finish(into consumer: inout some LogRowConsumer) throws(TableFault) {
        var reader = reader.take()
        defer { self.reader = reader }
        try input.finish {
            reader = $0.plan.map { LogTableReader($0, threads: threads) }
            consumer.planned($0)
        } text: {
            reader?.read($0, into: &consumer)
        }
        reader?.finish(into: &consumer)
    }
}
