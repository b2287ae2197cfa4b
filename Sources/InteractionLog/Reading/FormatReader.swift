/// Reads one format from bytes that come in slices cut anywhere.
///
/// Nothing here is generic over the consumer: sequences collect in the state while a slice is read and are delivered
/// after it. So the inner loops are compiled once and know all their types.
protocol FormatReader: Sendable {
    /// The reader's own memory that grows with the log, in bytes.
    var bytes: Int { get }
    /// Reads a slice. A fault that ends the reading is thrown; others are added to the state.
    mutating func read(_ bytes: UnsafeRawBufferPointer, into state: inout ReaderState) throws(InputFault)
    /// Ends one of several files of a log. The next one starts anew, with a header of its own.
    mutating func endFile(into state: inout ReaderState) throws(InputFault)
    mutating func finish(into state: inout ReaderState) throws(InputFault)
}

extension FormatReader {
    var bytes: Int { 0 }
}
