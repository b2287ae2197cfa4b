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

    /// Appends a key of a JSON object, which needs no escapes, after a comma if another member comes before.
    @inlinable
    public mutating func append(key name: StaticString, needsComma: Bool) {
        let length = name.utf8CodeUnitCount
        // One look at the capacity for all pieces.
        if capacity &- count < length &+ 4 { grow(by: length + 4) }
        var end = base + count
        if needsComma {
            end.pointee = UInt8(ascii: ",")
            end += 1
        }
        end.pointee = UInt8(ascii: "\"")
        end += 1
        end.update(from: name.utf8Start, count: length)
        end += length
        end.pointee = UInt8(ascii: "\"")
        end[1] = UInt8(ascii: ":")
        count = end + 2 - base
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
        // The digits are written from the last one on, so their number must be known before.
        var length = 1
        var bound: UInt = 10
        while length < 20, number >= bound {
            length &+= 1
            // The bound of 20 digits is beyond the largest number, and is not compared any more.
            bound = bound &* 10
        }
        length = min(max(length, places), 20)
        var rest = number
        var place = count &+ length
        count = place
        while length >= 2 {
            let pair = Int(truncatingIfNeeded: rest % 100)
            rest /= 100
            place &-= 2
            length &-= 2
            base[place] = Self.pairs.utf8Start[2 &* pair]
            base[place &+ 1] = Self.pairs.utf8Start[2 &* pair &+ 1]
        }
        if length == 1 { base[place &- 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest) }
    }

    /// The numbers from 0 to 99, two digits each.
    @inlinable
    @inline(__always)
    static var pairs: StaticString {
        """
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """
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
