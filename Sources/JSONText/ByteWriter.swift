/// Collects a text of many short pieces, byte by byte.
///
/// An array checks at each append whether it is shared. This buffer has one owner, so an append is a comparison and a copy. Answers and
/// log lines are made of dozens of pieces, and there may be tens of thousands of them per second.
@frozen
public struct ByteWriter: ~Copyable {
    @usableFromInline
    var base: UnsafeMutablePointer<UInt8>
    @usableFromInline
    var capacity: Int
    /// The bytes so far.
    @usableFromInline
    var count = 0

    /// - Parameter capacity: the bytes that most texts of the kind need.
    public init(capacity: Int) {
        self.capacity = max(16, capacity)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// The text.
    public var bytes: [UInt8] {
        Array(unsafeUninitializedCapacity: count) { buffer, length in
            buffer.baseAddress?.update(from: base, count: count)
            length = count
        }
    }

    /// Calls the body with the text where it lies.
    @inlinable
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: base, count: count))
    }

    @inlinable
    public mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        base[count] = byte
        count &+= 1
    }

    @inlinable
    public mutating func append(literal: StaticString) {
        append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    @inlinable
    public mutating func append(_ text: String) {
        // A short text has no place in memory until it is copied there.
        var text = text
        text.withUTF8 { append($0) }
    }

    @inlinable
    public mutating func append(_ piece: UnsafeBufferPointer<UInt8>) {
        guard let start = piece.baseAddress else { return }
        if capacity &- count < piece.count { grow(by: piece.count) }
        (base + count).update(from: start, count: piece.count)
        count &+= piece.count
    }

    /// Appends a number in decimal digits, with a minus if it is negative.
    @inlinable
    public mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(digits: number.magnitude, atLeast: 1)
    }

    /// Appends a number in decimal digits, with zeros before them up to `places`.
    ///
    /// - Parameter places: at most 20.
    @inlinable
    public mutating func append(digits number: UInt, atLeast places: Int) {
        if capacity &- count < 20 { grow(by: 20) }
        if places == 2, number < 100 {
            // Dates and times have many pairs.
            base[count] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / 10)
            base[count &+ 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number % 10)
            count &+= 2
            return
        }
        var length = 1
        var higher = number / 10
        while higher > 0 {
            length &+= 1
            higher /= 10
        }
        length = min(max(length, places), 20)
        var rest = number
        var place = length
        while place > 0 {
            place &-= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            base[count &+ place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        count &+= length
    }

    @usableFromInline
    mutating func grow(by more: Int) {
        let needed = max(count + more, 2 * capacity)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: needed)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
        capacity = needed
    }
}
