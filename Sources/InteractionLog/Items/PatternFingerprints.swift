import CXXHash

/// Fingerprints of the patterns of sequences. They depend on the labels of the items alone, so counts of equal patterns can be
/// added up wherever they were counted.
///
/// A pattern's fingerprint is XXH3-128 of the XXH3-128 hashes of its labels. Two of 10^11 different patterns have equal
/// fingerprints with a probability of about 10^−17.
public struct PatternFingerprints: Sendable {
    /// The hash of each label by the item's index; 0 if it is not known yet.
    private var hashes: [UInt128] = []
    /// The hashes of one user's labels.
    private var sequence: [UInt128] = []
    private var text: [UInt8] = []

    public init() {}

    /// Memory in bytes.
    public var bytes: Int { (hashes.capacity + sequence.capacity) * 16 + text.capacity }

    /// Calls `body` with the fingerprint of each window of `length` items, for m and then for m + 1 items.
    public mutating func forEachWindow(
        of user: UserSequence,
        m: Int,
        _ body: (_ length: Int, _ fingerprint: UInt128) -> Void
    ) {
        guard user.count >= m else { return }
        sequence.removeAll(keepingCapacity: true)
        for position in 0..<user.count { sequence.append(hash(of: user, at: position)) }
        sequence.withUnsafeBytes { hashes in
            guard let base = hashes.baseAddress else { return }
            for length in [m, m + 1] where length <= user.count {
                for window in 0...(user.count - length) {
                    body(length, Self.hash(UnsafeRawBufferPointer(start: base + 16 * window, count: 16 * length)))
                }
            }
        }
    }

    private mutating func hash(of user: UserSequence, at position: Int) -> UInt128 {
        let item = Int(user.items[position])
        if item < hashes.count, hashes[item] != 0 { return hashes[item] }
        user.writeLabel(at: position, to: &text)
        let hash = text.withUnsafeBytes(Self.hash)
        if item >= hashes.count {
            hashes.append(contentsOf: repeatElement(0, count: max(item + 1 - hashes.count, hashes.count / 2)))
        }
        hashes[item] = hash
        return hash
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt128 {
        let hash = XXH3_128bits(bytes.baseAddress, bytes.count)
        return (UInt128(hash.high64) << 64) | UInt128(hash.low64)
    }
}
