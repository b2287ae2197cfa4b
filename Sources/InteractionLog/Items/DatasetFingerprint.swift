import CXXHash
import JSONText

/// Identifies a dataset: equal for the same data in any format, with users in any order, in any partition.
///
/// It is the sum modulo 2^128 over all users of XXH3-128 of the user's labels. Each label is followed by the byte 0xFF,
/// which occurs nowhere in UTF-8, so labels cannot run together. The sum guards against accidents, not against an
/// adversary.
public struct DatasetFingerprint: Sendable, Hashable {
    private var sum: UInt128 = 0

    public init() {}

    /// Adds one user's sequence. `scratch` is reused from call to call.
    public mutating func add(_ sequence: UserSequence, scratch: inout [UInt8]) {
        if let integers = sequence.integerLabels { return add(integers, scratch: &scratch) }
        sequence.writeLabels(to: &scratch)
        add(scratch, length: scratch.count)
    }

    /// Adds one user's sequence, all of whose labels are integers below 2^31.
    mutating func add(_ integers: UnsafeBufferPointer<UInt32>, scratch: inout [UInt8]) {
        let capacity = DecimalDigits.mostBytes(of: integers.count)
        if scratch.count < capacity { scratch = Array(repeating: 0, count: capacity + capacity / 2) }
        let length = scratch.withUnsafeMutableBytes { DecimalDigits.write(integers, separator: 0xFF, to: $0) }
        add(scratch, length: length)
    }

    private mutating func add(_ text: [UInt8], length: Int) {
        let hash = XXH3_128bits(text, length)
        sum &+= (UInt128(hash.high64) << 64) | UInt128(hash.low64)
    }

    /// Adds the users of another part of the dataset.
    public mutating func merge(_ other: DatasetFingerprint) { sum &+= other.sum }

    /// - Returns: `nil` unless the text has 32 hexadecimal digits in lower case.
    public init?(hex: String) {
        guard hex.utf8.count == 32, hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            let sum = UInt128(hex, radix: 16)
        else { return nil }
        self.sum = sum
    }

    /// 32 hexadecimal digits.
    public var hex: String {
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
