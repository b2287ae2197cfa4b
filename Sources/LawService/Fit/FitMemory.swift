import ResourceMetering
import TableReading

/// The memory for reading experiments, estimated from above before it is taken.
enum FitMemory {
    /// The most values of a tree; `JSONLimits` bounds them.
    private static let mostNodes = 1 << 20
    /// A value of a tree, with its share of arrays, dictionaries and keys.
    private static let nodeBytes = 192
    /// The text, its copies in records and cells, and the numbers in it.
    private static let bytesPerTextByte = 6

    /// Memory for reading a body, in bytes. A compressed body is decoded once to learn how long its text is.
    static func readingBytes(of body: [UInt8], meter: WorkMeter) -> Int {
        var text = 0
        var marks = 1
        body.withUnsafeBufferPointer { body in
            guard GzipDecoder.recognises(UnsafeRawBufferPointer(body)) else {
                text = body.count
                marks += TextWork.marks(in: body)
                return
            }
            do throws(GzipDecoder.Fault) {
                var decoder = try GzipDecoder(limit: FitRequest.largestText, ratio: ContentCoding.largestRatio)
                try decoder.decode(UnsafeRawBufferPointer(body)) { piece in
                    let piece = piece.assumingMemoryBound(to: UInt8.self)
                    meter.spend(piece.count)
                    text += piece.count
                    marks += TextWork.marks(in: piece)
                    return !meter.isStopped
                }
            } catch {
                // The reader meets the same fault, and reports it with its place.
            }
        }
        return 2 * body.count + bytesPerTextByte * text + nodeBytes * min(marks, mostNodes)
    }
}
