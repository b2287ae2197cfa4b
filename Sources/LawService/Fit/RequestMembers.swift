import JSONText
import ResourceMetering
import TableReading

/// The members beside the experiments of a JSON body.
///
/// They may follow the experiments, but `metrics`, `goals` and the reading options decide how the experiments are read.
/// So the body is parsed once for its members before the table is planned. The body of a fit is short enough for that.
enum RequestMembers {
    case absent
    case present(JSONObject)
    /// The body begins like an object, but cannot be parsed. The table reader says why, or finds one record in each line.
    case unreadable(JSONFaults)

    /// - Throws: a fault of the bytes, such as a broken gzip stream or a foreign format.
    init(
        _ body: [UInt8],
        contentType: String?,
        options: ReadingOptions,
        textLimit: Int,
        _ meter: WorkMeter
    ) throws(TableFault) {
        self = .absent
        if let format = options.format, format != .json { return }
        var decoder = InputDecoder(
            contentType: contentType,
            charset: options.charset,
            limit: textLimit,
            ratio: ContentCoding.largestRatio,
            meter: meter
        )
        var text: [UInt8] = []
        try body.withUnsafeBufferPointer { (bytes) throws(TableFault) in
            try decoder.decode(UnsafeRawBufferPointer(bytes)) { text.append(contentsOf: $0) }
        }
        try decoder.finish { text.append(contentsOf: $0) }
        let first = text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard first == UInt8(ascii: "{") else { return }
        do throws(JSONFaults) {
            guard case .object(let object) = try JSONValue.parse(text, continues: { !meter.isStopped }),
                object["experiments"] != nil
            else { return }
            self = .present(object)
        } catch {
            self = .unreadable(error)
        }
    }
}
