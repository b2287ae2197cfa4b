/// Receives the tokens of a JSON text in document order.
///
/// `JSONTokenizer.feed` is generic over its consumer and inlinable, so a token costs no dynamic call and no allocation.
/// Every `offset` is the position of the token's first byte in the text. Buffers are valid during the call only.
@usableFromInline
package protocol JSONConsumer {
    mutating func beginObject(at offset: Int)
    mutating func key(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int)
    mutating func endObject(at offset: Int)
    mutating func beginArray(at offset: Int)
    mutating func endArray(at offset: Int)
    /// A string with its escapes resolved: valid UTF-8, which may contain U+0000.
    mutating func string(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int)
    /// A number of at most 18 digits without fraction and exponent, other than `-0`.
    mutating func integer(_ value: Int64, at offset: Int)
    /// Whether integers of an array may come in batches, by `integers`. The tokenizer reads it before each batch.
    var takesIntegers: Bool { get }
    /// Consecutive numbers of one array, each written as a plain integer of at most seven digits.
    mutating func integers(_ values: UnsafeBufferPointer<UInt32>)
    /// Any other number, as its text.
    mutating func number(_ text: UnsafeBufferPointer<UInt8>, at offset: Int)
    mutating func bool(_ value: Bool, at offset: Int)
    mutating func null(at offset: Int)
}

extension JSONConsumer {
    @inlinable package var takesIntegers: Bool { false }

    @inlinable package mutating func integers(_ values: UnsafeBufferPointer<UInt32>) {}
}
