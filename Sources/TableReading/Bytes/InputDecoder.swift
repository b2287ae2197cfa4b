public import ResourceMetering

/// Turns the bytes of a request or a file into UTF-8 text: multipart form, compression, charset.
///
/// The bytes decide. A gzip stream is recognised with or without a hint, and a hint that the bytes contradict is
/// ignored. A format that is not read here is refused by name. The text does not depend on how the bytes are cut.
public struct InputDecoder: ~Copyable, Sendable {
    public enum Compression: String, Sendable, Hashable, Codable {
        case gzip
    }

    private var multipart: MultipartDecoder?
    /// Whether the body is a form whose parts cannot be told apart.
    private let lacksBoundary: Bool
    private var gzip: GzipDecoder?
    private var characters: CharsetDecoder
    /// The first bytes before and after decompression, until they show what they are.
    private var head: [UInt8]? = []
    private var textHead: [UInt8]? = []
    private let limit: Int
    private let ratio: Int?
    private let meter: WorkMeter

    public private(set) var compression: Compression?
    /// Bytes of text so far.
    public private(set) var textBytes = 0

    /// - Parameters:
    ///   - contentType: The field of that name. Only a multipart form's boundary is taken from it.
    ///   - charset: The charset that the caller demands.
    ///   - limit: How many bytes decompressed text may have.
    ///   - ratio: How many bytes of text each compressed byte may hold, beyond the first 16 MiB; `nil` for any number.
    ///   - meter: Pays for reading the text. Once it has stopped, no more text is delivered.
    public init(
        contentType: String? = nil,
        charset: Charset? = nil,
        limit: Int = .max,
        ratio: Int? = nil,
        meter: WorkMeter = WorkMeter()
    ) {
        multipart = contentType.flatMap { MultipartDecoder(contentType: $0) }
        lacksBoundary = multipart == nil && contentType.map(MultipartDecoder.isForm) == true
        characters = CharsetDecoder(named: charset)
        self.limit = limit
        self.ratio = ratio
        self.meter = meter
    }

    public var charset: Charset { characters.charset }

    /// The fields of a multipart form that are no files.
    public var formFields: FormFields { multipart?.fields ?? FormFields() }

    /// Decodes a slice. `body` receives the text in pieces that are valid during its call only.
    public mutating func decode(
        _ bytes: UnsafeRawBufferPointer,
        to body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        let bytes = bytes.assumingMemoryBound(to: UInt8.self)
        try checkBoundary()
        guard var form = multipart else { return try decodeFile(bytes, to: body) }
        var file: [UInt8] = []
        defer { multipart = form }
        try form.decode(bytes) { file.append(contentsOf: $0) }
        try decodeFile(file, to: body)
    }

    /// Ends the input. What was held back to recognise the format is delivered.
    public mutating func finish(to body: (UnsafeBufferPointer<UInt8>) -> Void) throws(TableFault) {
        try checkBoundary()
        if let multipart { try multipart.finish() }
        try recognise(isComplete: true, to: body)
        if var decoder = gzip.take() {
            do throws(GzipDecoder.Fault) {
                try decoder.finish()
            } catch {
                throw TableFault(gzip: error)
            }
        }
        try recogniseText(isComplete: true, to: body)
        var count = 0
        characters.finish {
            count += $0.count
            body($0)
        }
        textBytes += count
    }

    private func checkBoundary() throws(TableFault) {
        guard !lacksBoundary else {
            throw TableFault(
                .structure,
                at: .whole,
                "the Content-Type `multipart/form-data` has no usable boundary; it needs `boundary=` with 1 to 70 characters, which"
                    + " `curl -F file=@FILE` writes itself"
            )
        }
    }

    private mutating func decodeFile(
        _ bytes: [UInt8],
        to body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(TableFault) in try decodeFile(bytes, to: body) }
    }

    private mutating func decodeFile(
        _ bytes: UnsafeBufferPointer<UInt8>,
        to body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        guard var first = head else { return try decompress(bytes, to: body) }
        let rest = bytes.dropFirst(ForeignFormat.sampleBytes - first.count)
        first.append(contentsOf: bytes.prefix(bytes.count - rest.count))
        head = first
        try recognise(isComplete: false, to: body)
        try decompress(UnsafeBufferPointer(rebasing: rest), to: body)
    }

    /// Decides on the compression once enough bytes have arrived.
    private mutating func recognise(
        isComplete: Bool,
        to body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        guard let first = head, isComplete || first.count == ForeignFormat.sampleBytes else { return }
        head = nil
        if first.starts(with: [0x1F, 0x8B]) {
            compression = .gzip
            do throws(GzipDecoder.Fault) {
                gzip = try GzipDecoder(limit: limit, ratio: ratio)
            } catch {
                throw TableFault(gzip: error)
            }
        }
        try first.withUnsafeBufferPointer { (first) throws(TableFault) in try decompress(first, to: body) }
    }

    private mutating func decompress(
        _ bytes: UnsafeBufferPointer<UInt8>,
        to body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        guard !bytes.isEmpty else { return }
        guard var decoder = gzip.take() else { return try decodeText(bytes, to: body) }
        var fault: TableFault?
        do throws(GzipDecoder.Fault) {
            try decoder.decode(UnsafeRawBufferPointer(bytes)) { text in
                meter.spend(text.count * TextWork.inflatedByte)
                do throws(TableFault) {
                    try decodeText(text.assumingMemoryBound(to: UInt8.self), to: body)
                    return !meter.isStopped
                } catch {
                    fault = error
                    return false
                }
            }
        } catch {
            fault = fault ?? TableFault(gzip: error)
        }
        gzip = consume decoder
        if let fault { throw fault }
    }

    private mutating func decodeText(
        _ bytes: UnsafeBufferPointer<UInt8>,
        to body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        guard var first = textHead else { return deliver(bytes, to: body) }
        let rest = bytes.dropFirst(ForeignFormat.sampleBytes - first.count)
        first.append(contentsOf: bytes.prefix(bytes.count - rest.count))
        textHead = first
        try recogniseText(isComplete: false, to: body)
        deliver(UnsafeBufferPointer(rebasing: rest), to: body)
    }

    /// Refuses foreign formats once enough decompressed bytes have arrived.
    private mutating func recogniseText(
        isComplete: Bool,
        to body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        guard let first = textHead, isComplete || first.count == ForeignFormat.sampleBytes else { return }
        textHead = nil
        try first.withUnsafeBufferPointer { (first) throws(TableFault) in
            if let foreign = ForeignFormat.recognised(in: first) {
                throw TableFault(.unsupported, at: .whole, foreign.detail)
            }
            deliver(first, to: body)
        }
    }

    private mutating func deliver(_ bytes: UnsafeBufferPointer<UInt8>, to body: (UnsafeBufferPointer<UInt8>) -> Void) {
        meter.spend(TextWork.units(of: bytes))
        if meter.isStopped { return }
        var count = 0
        characters.decode(bytes) {
            count += $0.count
            body($0)
        }
        textBytes += count
    }
}

extension TableFault {
    fileprivate init(gzip fault: GzipDecoder.Fault) {
        let kind: Kind =
            switch fault {
            case .tooLong, .tooDense: .tooLong
            case .corrupt, .truncated, .trailingGarbage, .outOfMemory: .structure
            }
        self.init(kind, at: .whole, "\(fault)")
    }
}
