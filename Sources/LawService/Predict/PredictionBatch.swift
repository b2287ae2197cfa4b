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
        let value: JSONValue
        do throws(JSONFaults) {
            value = try JSONValue.parse(text, continues: { !meter.isStopped })
        } catch {
            try work.check()
            throw Problem(error)
        }
        let faults = JSONFaultCollector(capacity: FaultList.listed)
        let members = JSONCursor(value, faults: faults).members(known: Self.names)
        let scope = members.map { LawSelector($0) }
        let level = members?.optional("level")?.number(NumberBound.level.description, where: NumberBound.level.allows)
        let points = members?.required("configurations").flatMap(Self.points) ?? []
        do throws(JSONFaults) {
            try faults.throwIfAny()
        } catch {
            throw Problem(error)
        }
        guard let scope else { throw Problem(.badRequest, "the body must be a JSON object") }
        self.scope = scope
        self.level = level ?? 0.95
        self.points = points
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
