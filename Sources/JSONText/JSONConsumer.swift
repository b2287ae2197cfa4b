/// Receives the tokens of a JSON text in document order.
///
/// `JSONTokenizer.feed` is generic over its consumer and inlinable, so a concrete consumer costs no dynamic call and
/// no allocation per token. Every `offset` is the position in bytes, from the beginning of the text, at which the token
/// starts. Buffers are valid during the call only.
public protocol JSONConsumer {
    mutating func beginObject(at offset: Int)
    mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int)
    mutating func endObject(at offset: Int)
    mutating func beginArray(at offset: Int)
    mutating func endArray(at offset: Int)
    /// A string with its escapes resolved: valid UTF-8, possibly with U+0000 in it.
    mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int)
    /// A number without fraction and exponent, of at most 18 digits, other than `-0`.
    mutating func integer(_ value: Int64, at offset: Int)
    /// Whether integers of an array may come several at a time, by `integers`; asked before each batch.
    var takesIntegers: Bool { get }
    /// Numbers of one array, one after another, each written as a plain integer of at most seven digits.
    mutating func integers(_ values: UnsafeBufferPointer<UInt32>)
    /// Any other number, as it is written.
    mutating func number(_ text: UnsafeBufferPointer<UInt8>, at offset: Int)
    mutating func bool(_ value: Bool, at offset: Int)
    mutating func null(at offset: Int)
}

extension JSONConsumer {
    @inlinable public var takesIntegers: Bool { false }

    @inlinable public mutating func integers(_ values: UnsafeBufferPointer<UInt32>) {}
}
