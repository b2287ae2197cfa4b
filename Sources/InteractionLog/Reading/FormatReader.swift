/// Reads one format from bytes that come in slices cut anywhere.
///
/// Nothing here is generic over the receiver: sequences gather in the output while a slice is read and are handed on
/// after it, so the inner loops are compiled once and know all their types.
protocol FormatReader: Sendable {
    /// Memory of the reader's own that grows with the log, in bytes.
    var bytes: Int { get }
    /// Reads a slice. A fault that ends the reading is thrown; others are added to the output.
    mutating func read(_ bytes: UnsafeRawBufferPointer, into output: inout ReaderState) throws(InputFault)
    /// Ends one of several parts of a log, as if its text had ended; the next one begins anew, with its own header.
    mutating func endFile(into output: inout ReaderState) throws(InputFault)
    mutating func finish(into output: inout ReaderState) throws(InputFault)
}

extension FormatReader {
    var bytes: Int { 0 }
}

extension InputFault: Error {}
