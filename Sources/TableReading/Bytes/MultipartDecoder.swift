/// Takes the one file out of a `multipart/form-data` body (RFC 7578), from slices that are cut anywhere.
///
/// Parts without a file name are form fields. The names of the first ones are kept, for a message; no service has a use for their values.
struct MultipartDecoder: Sendable {
    private enum State: Sendable {
        /// Before the first boundary.
        case preamble
        /// After a boundary, which a line end or `--` follows.
        case boundaryEnd
        case head, file, field
        /// Behind the last boundary; RFC 2046 ignores what follows.
        case epilogue
    }

    /// A longer part head, or a longer form field, is refused.
    private static let longestPart = 1 << 16

    private let delimiter: [UInt8]
    private var state = State.preamble
    /// Bytes that have arrived and that the state has not consumed.
    private var pending: [UInt8]
    private var fieldName = ""
    /// How many bytes the form field has so far.
    private var fieldBytes = 0
    private var hasFile = false
    private(set) var fields = FormFields()

    static func isForm(_ contentType: String) -> Bool {
        contentType.split(separator: ";").first?.lowercased().hasPrefix("multipart/form-data") == true
    }

    /// - Parameter contentType: The value of the field `Content-Type`. Nil if it is no multipart form with a boundary.
    init?(contentType: String) {
        let parts = contentType.split(separator: ";").map { $0.drop { $0 == " " } }
        guard Self.isForm(contentType) else { return nil }
        let boundary = parts.dropFirst().first { $0.lowercased().hasPrefix("boundary=") }
        guard var boundary = boundary?.dropFirst("boundary=".count) else { return nil }
        while boundary.last == " " { boundary.removeLast() }
        if boundary.count > 1, boundary.first == "\"", boundary.last == "\"" {
            boundary = boundary.dropFirst().dropLast()
        }
        // RFC 2046, section 5.1.1: at most 70 characters.
        guard 1...70 ~= boundary.utf8.count else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
        // The first boundary may stand at the very beginning, without a line end before it.
        pending = [0x0D, 0x0A]
    }

    /// Decodes a slice. `body` receives the file in pieces that are valid during its call only.
    mutating func decode(
        _ bytes: UnsafeBufferPointer<UInt8>,
        to body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        pending.append(contentsOf: bytes)
        var begin = 0
        reading: while true {
            switch state {
            case .preamble, .file, .field:
                let place = boundary(from: begin)
                // All bytes that cannot be the beginning of a boundary belong to the part.
                let end = place ?? max(begin, pending.count - delimiter.count + 1)
                try take(begin..<end, to: body)
                begin = end
                guard place != nil else { break reading }
                endPart()
                begin += delimiter.count
                state = .boundaryEnd
            case .boundaryEnd:
                guard pending.count - begin >= 2 else { break reading }
                if pending[begin] == UInt8(ascii: "-"), pending[begin + 1] == UInt8(ascii: "-") {
                    state = .epilogue
                } else if pending[begin] == 0x0D, pending[begin + 1] == 0x0A {
                    // The line end stays, so that a head without fields ends like any other.
                    state = .head
                } else if pending[begin].isBlank {
                    begin += 1
                } else {
                    throw fault("the multipart boundary is followed by something other than a line end")
                }
            case .head:
                guard let end = headEnd(from: begin) else {
                    if pending.count - begin > Self.longestPart {
                        throw fault("the head of a multipart part is too long")
                    }
                    break reading
                }
                try beginPart(head: String(decoding: pending[begin..<end], as: UTF8.self))
                begin = end + 4
            case .epilogue:
                begin = pending.count
                break reading
            }
        }
        pending.removeFirst(begin)
    }

    func finish() throws(TableFault) {
        guard state == .epilogue else { throw fault("the multipart body ends before its last boundary") }
        guard hasFile else { throw fault("the multipart body has no file; send one with `-F file=@FILE`") }
    }

    private func boundary(from begin: Int) -> Int? {
        pending.withUnsafeBufferPointer { bytes in
            var place = begin
            while let found = bytes.place(of: 0x0D, from: place), found + delimiter.count <= bytes.count {
                if bytes[found..<found + delimiter.count].elementsEqual(delimiter) { return found }
                place = found + 1
            }
            return nil
        }
    }

    private func headEnd(from begin: Int) -> Int? {
        guard pending.count - begin >= 4 else { return nil }
        return (begin...pending.count - 4).first { pending[$0..<$0 + 4].elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) }
    }

    private mutating func beginPart(head: String) throws(TableFault) {
        let line = head.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("content-disposition:") }
        let isFile = line?.contains("filename") == true
        guard isFile else {
            fieldName = line.flatMap { Self.parameter("name", of: $0) } ?? ""
            state = .field
            return
        }
        if hasFile { throw fault("the multipart body has several files; send one file in each request") }
        hasFile = true
        state = .file
    }

    private static func parameter(_ name: String, of line: Substring) -> String? {
        for part in line.split(separator: ";") {
            let part = part.drop { $0 == " " }
            guard part.hasPrefix("\(name)=") else { continue }
            return String(part.dropFirst(name.count + 1).filter { $0 != "\"" })
        }
        return nil
    }

    private mutating func take(
        _ range: Range<Int>,
        to body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(TableFault) {
        guard !range.isEmpty else { return }
        if state == .file { pending.withUnsafeBufferPointer { body($0.slice(range)) } }
        if state == .field {
            fieldBytes += range.count
            if fieldBytes > Self.longestPart { throw fault("a form field of the multipart body is too long") }
        }
    }

    private mutating func endPart() {
        if state == .field { fields.add(fieldName) }
        fieldBytes = 0
    }

    private func fault(_ detail: String) -> TableFault { TableFault(.structure, at: .whole, detail) }
}

/// The parts of multipart forms that are no files.
public struct FormFields: Sendable {
    /// The most names that are kept.
    private static let named = 20
    /// The most UTF-8 bytes of a name that are kept: more than a message shows.
    private static let nameBytes = 256

    /// The names of the first 20, in their order; a long name is cut.
    public private(set) var names: [String] = []
    /// How many there are.
    public private(set) var count = 0

    public init() {}

    mutating func add(_ name: String) {
        count += 1
        if names.count < Self.named { names.append(String(decoding: name.utf8.prefix(Self.nameBytes), as: UTF8.self)) }
    }

    /// Appends the fields of another file.
    public mutating func add(_ others: FormFields) {
        count += others.count
        names += others.names.prefix(Self.named - names.count)
    }
}
