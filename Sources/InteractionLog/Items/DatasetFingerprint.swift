import CXXHash

/// A dataset's identity: equal for the same data in any format, order of users or partition.
///
/// The sum modulo 2^128 of each user's XXH3-128 over the labels of the items, each followed by the byte 0xFF, which is
/// no part of UTF-8, so that labels cannot run together. It guards against accidents, not against an adversary.
public struct DatasetFingerprint: Sendable, Hashable {
    private var sum: UInt128 = 0

    public init() {}

    /// Adds one user's sequence. `scratch` is reused from call to call.
    public mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, items: Vocabulary, scratch: inout [UInt8]) {
        let length = items.writeLabels(of: sequence, to: &scratch)
        let hash = XXH3_128bits(scratch, length)
        sum &+= UInt128(hash.high64) << 64 | UInt128(hash.low64)
    }

    /// Adds the users of another part of the dataset.
    public mutating func merge(_ other: DatasetFingerprint) {
        sum &+= other.sum
    }

    /// 32 hexadecimal digits.
    public var hex: String {
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
