public import ResourceMetering

/// The beginning of a table: decodes bytes, keeps the first 64 KiB of text, and plans the reading once they are there.
///
/// Give it the slices of the input as they come, and a reader the text that it delivers. `LogInput` and
/// `ExperimentInput` do both.
public struct TableInput: ~Copyable, Sendable {
    private var decoder: InputDecoder
    private var planner: TablePlanner
    /// The text so far, until there is a plan.
    private var sample: [UInt8] = []
    /// The outcome of planning, once there is one.
    public private(set) var planning: TablePlanning?

    /// - Parameters:
    ///   - textLimit: How many bytes decompressed text may have.
    ///   - textRatio: How many bytes of text each compressed byte may hold, beyond the first 16 MiB.
    ///   - meter: Pays for reading the text. Once it has stopped, no more text is read.
    public init(
        _ planner: TablePlanner,
        contentType: String? = nil,
        textLimit: Int = .max,
        textRatio: Int? = nil,
        meter: WorkMeter = WorkMeter()
    ) {
        self.planner = planner
        decoder = InputDecoder(
            contentType: contentType,
            charset: planner.options.charset,
            limit: textLimit,
            ratio: textRatio,
            meter: meter
        )
    }

    /// The fields of a multipart form that are no files.
    public var formFields: FormFields { decoder.formFields }

    /// Bytes of text so far.
    public var textBytes: Int { decoder.textBytes }

    public var compression: InputDecoder.Compression? { decoder.compression }

    /// Decodes a slice. `text` receives text once the plan is made, beginning with the sample; `planned` is called before.
    public mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        planned: (TablePlanning) -> Void,
        text: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        // The closure needs the sample while the decoder is in use, so the sample leaves this value.
        var sample = self.sample
        self.sample = []
        var planning = self.planning
        var planner = planner
        defer {
            self.sample = sample
            self.planning = planning
        }
        var pieces: [UInt8] = []
        let isPlanned = planning != nil
        var fault: TableFault?
        do throws(TableFault) {
            try decoder.decode(bytes) { piece in
                if isPlanned { text(piece) } else { pieces.append(contentsOf: piece) }
            }
        } catch {
            fault = error
        }
        sample.append(contentsOf: pieces)
        // A fault behind the sample must not hide the outcome of planning, however the input is cut.
        if !isPlanned, sample.count >= ReadingPlan.sampleBytes {
            planner.charset = decoder.charset
            planner.compression = decoder.compression
            planning = Self.plan(planner, &sample, isComplete: false, planned, text)
        }
        if let fault { throw fault }
    }

    /// Ends the input. A table shorter than the sample is planned now.
    public mutating func finish(
        planned: (TablePlanning) -> Void,
        text: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        var pieces: [UInt8] = []
        try decoder.finish { pieces.append(contentsOf: $0) }
        guard planning == nil else { return pieces.withUnsafeBufferPointer(text) }
        sample.append(contentsOf: pieces)
        planner.charset = decoder.charset
        planner.compression = decoder.compression
        planning = Self.plan(planner, &sample, isComplete: sample.count < ReadingPlan.sampleBytes, planned, text)
    }

    private static func plan(
        _ planner: TablePlanner,
        _ sample: inout [UInt8],
        isComplete: Bool,
        _ planned: (TablePlanning) -> Void,
        _ text: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> TablePlanning {
        // However the input is cut, the plan rests on the same bytes.
        let planning = sample.withUnsafeBufferPointer { bytes in
            planner.plan(bytes.slice(0..<min(bytes.count, ReadingPlan.sampleBytes)), isComplete: isComplete)
        }
        planned(planning)
        if planning.plan != nil { sample.withUnsafeBufferPointer(text) }
        sample = []
        return planning
    }
}
