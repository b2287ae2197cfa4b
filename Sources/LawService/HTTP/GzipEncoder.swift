import CZlib

/// Compresses answers.
enum GzipEncoder {
    /// Shorter bodies stay as they are: they fit into one packet anyway.
    static let leastBytes = 1024
    /// The level of an answer that one request gets. Beyond it the time grows more than the size falls.
    private static let quickLevel: Int32 = 3
    /// The level of an answer that is compressed once and sent many times.
    static let bestLevel: Int32 = 9

    /// The bytes in gzip format (RFC 1952); `nil` if memory is missing.
    static func encode(_ bytes: [UInt8], level: Int32 = quickLevel) -> [UInt8]? {
        guard bytes.count < Int(UInt32.max) / 2 else { return nil }
        var stream = z_stream()
        // 15 bits of window, and 16 for the gzip format.
        let begun = deflateInit2_(
            &stream,
            level,
            Z_DEFLATED,
            15 + 16,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard begun == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        // The text of an answer shrinks to about a quarter.
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count / 4)
        let isComplete = bytes.withUnsafeBufferPointer { input in
            // zlib does not write to its input, but its header does not say so.
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = uInt(input.count)
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pieceBytes) { piece in
                var status = Z_OK
                while status == Z_OK {
                    stream.next_out = piece.baseAddress
                    stream.avail_out = uInt(piece.count)
                    status = deflate(&stream, Z_FINISH)
                    output.append(contentsOf: piece.prefix(piece.count - Int(stream.avail_out)))
                }
                return status == Z_STREAM_END
            }
        }
        return isComplete ? output : nil
    }

    /// The compressed bytes grow by this, so that they take no more memory than they need.
    private static let pieceBytes = 16 << 10
}

/// The content codings that a client accepts (RFC 9110 §12.5.3).
struct AcceptedCodings {
    private var gzip: Double?
    private var identity: Double?
    private var others: Double?

    /// - Parameter fields: the values of `Accept-Encoding`.
    init(_ fields: [String]) {
        for field in fields {
            for entry in field.split(separator: ",") {
                let parts = entry.split(separator: ";", maxSplits: 1)
                guard let name = parts.first?.filter({ $0 != " " && $0 != "\t" }).lowercased() else { continue }
                let weight = parts.count > 1 ? Self.weight(parts[1]) : 1
                switch name {
                case "gzip", "x-gzip": gzip = max(gzip ?? 0, weight)
                case "identity": identity = weight
                case "*": others = weight
                default: break
                }
            }
        }
    }

    /// Whether gzip is acceptable, and not less welcome than no coding.
    var prefersGzip: Bool {
        let gzip = gzip ?? others ?? 0
        return gzip > 0 && gzip >= (identity ?? 0)
    }

    /// The value of `q=`; 0 for something else, so that what is unclear is not compressed.
    private static func weight(_ parameter: Substring) -> Double {
        let text = parameter.filter { $0 != " " && $0 != "\t" }.lowercased()
        guard text.hasPrefix("q="), let weight = Double(text.dropFirst(2)), 0...1 ~= weight else { return 0 }
        return weight
    }
}
