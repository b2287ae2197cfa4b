/// The shortest decimal text that reads as the same double, as `description` writes it, without a string in between.
///
/// A string of more than 15 bytes takes memory of its own, which costs more than the digits do.
struct NumberText: TextOutputStream {
    /// No double takes more than 24 bytes.
    private var bytes = SIMD32<UInt8>()
    private var count = 0

    /// - Parameter number: a finite one.
    init(_ number: Double) { number.write(to: &self) }

    mutating func write(_ string: String) {
        var string = string
        string.withUTF8 { _writeASCII($0) }
    }

    /// The standard library hands the digits of a number over as they are, where a stream asks for that.
    mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) {
        let (start, length) = (count, min(buffer.count, SIMD32<UInt8>.scalarCount - count))
        withUnsafeMutableBytes(of: &bytes) { $0[start..<(start + length)].copyBytes(from: buffer.prefix(length)) }
        count = start + length
    }

    func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        withUnsafeBytes(of: bytes) { all in
            all.withMemoryRebound(to: UInt8.self) { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
        }
    }
}

extension ByteWriter {
    /// Appends the shortest decimal text that reads as the same number. A whole number below 2⁵⁴ has no fraction.
    ///
    /// - Parameter number: a finite one.
    public mutating func append(number: Double) {
        NumberText(number).withBytes { digits in
            let isWhole =
                digits.count > 2 && digits[digits.count - 1] == UInt8(ascii: "0")
                && digits[digits.count - 2] == UInt8(ascii: ".")
            append(UnsafeBufferPointer(rebasing: digits[..<(digits.count - (isWhole ? 2 : 0))]))
        }
    }
}
