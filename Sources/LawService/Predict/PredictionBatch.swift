import JSONText
import LawFitting
import ResourceMetering
import TableReading

/// The body of `POST /predict`: many configurations of one law.
struct PredictionBatch: Sendable {
    static let names = ["law", "metric", "level", "dPrime", "dataset", "configurations"]
    private static let pointNames = ["layers", "dim", "dPrime"]
    /// The most configurations of one request.
    static let largestCount = 10_000

    /// One configuration, at its place in the body.
    struct Point: Sendable {
        let size: ModelSize
        /// The D′ of this configuration; `nil` for that of the request.
        let dPrime: Double?
    }

    let scope: LawSelector
    let level: Double
    let points: [Point]

    /// - Throws: 400 with every fault of the body; 413 or 503 if reading it goes beyond the bounds of work or memory.
    init(_ body: [UInt8], contentType: String?, _ work: RequestWork) throws(Problem) {
        let meter = work.meter
        try work.hold(
            FitMemory.readingBytes(of: body, meter: meter),
            for: .reading,
            remedy: "send fewer configurations"
        )
        let text: [UInt8]
        do throws(TableFault) {
            text = try Self.text(of: body, contentType, meter)
        } catch {
            throw Problem(error)
        }
        // Where the reading was stopped, its faults mean nothing.
        try work.check()
        do throws(JSONFaults) {
            self = try Self(text, meter)
        } catch {
            try work.check()
            throw Problem(error)
        }
    }

    /// Reads a body. The usual shape is read without a tree of values, which gives the same batch and every fault.
    init(_ text: [UInt8], _ meter: WorkMeter) throws(JSONFaults) {
        if let plain = PlainConfigurations(text), let batch = try? Self(tree: plain.rest, plain.points, meter) {
            self = batch
        } else {
            try self.init(tree: text, nil, meter)
        }
    }

    /// - Parameter points: the configurations, if they are known already.
    init(tree text: [UInt8], _ points: [Point]?, _ meter: WorkMeter) throws(JSONFaults) {
        let value = try JSONValue.parse(text, continues: { !meter.isStopped })
        let faults = JSONFaultCollector(capacity: FaultList.listed)
        let members = JSONCursor(value, faults: faults).members(known: Self.names)
        let scope = members.map { LawSelector($0) }
        let level = members?.optional("level")?.number(NumberBound.level.description, where: NumberBound.level.allows)
        let configurations = members?.required("configurations")
        self.points = points ?? configurations.flatMap(Self.points) ?? []
        try faults.throwIfAny()
        // A body that is no object is a fault, so there is a scope.
        guard let scope else { throw .content(listed: [], total: 0) }
        self.scope = scope
        self.level = level ?? 0.95
    }

    private static func points(_ cursor: JSONCursor) -> [Point]? {
        guard let elements = cursor.elements() else { return nil }
        guard 1...largestCount ~= elements.count else {
            cursor.report("has \(elements.count) configurations; give 1 to \(largestCount)")
            return nil
        }
        let (known, sizes) = (pointNames, 1...ParameterReader.largestSize)
        return elements.compactMap { element in
            let members = element.members(known: known)
            let layers = members?.required("layers")?.wholeNumber(in: sizes)
            let dim = members?.required("dim")?.wholeNumber(in: sizes)
            let dPrime = members?.optional("dPrime")?
                .number(NumberBound.positive.description, where: NumberBound.positive.allows)
            guard let layers, let dim else { return nil }
            return Point(size: ModelSize(layers: layers, dim: dim), dPrime: dPrime)
        }
    }

    /// The text of a body that may be compressed.
    private static func text(of body: [UInt8], _ contentType: String?, _ meter: WorkMeter) throws(TableFault) -> [UInt8]
    {
        var decoder = InputDecoder(
            contentType: contentType,
            limit: FitRequest.largestText,
            ratio: ContentCoding.largestRatio,
            meter: meter
        )
        var text: [UInt8] = []
        try body.withUnsafeBufferPointer { (bytes) throws(TableFault) in
            try decoder.decode(UnsafeRawBufferPointer(bytes)) { text.append(contentsOf: $0) }
        }
        try decoder.finish { text.append(contentsOf: $0) }
        return text
    }
}
