/// Counts lists of one user that begin with the user's list before, as where each row repeats the whole history.
///
/// The first lists show it, and only their beginnings are compared, so the memory has a bound.
struct RepeatedLists: Sendable {
    private static let mostLists = 10_000
    private static let mostItems = 16

    private var lists = 0
    /// The first items of each user's last list.
    private var openings: [UInt32: [UInt32]] = [:]
    /// Lists that share at least two items with the one before, or could.
    private var pairs = 0
    private var repeats = 0

    /// Whether most lists repeat the one before.
    var areRepeated: Bool { repeats > 0 && repeats * 2 > pairs }

    /// Memory in bytes: an array has 32 beside its items.
    var bytes: Int { openings.capacity * (16 + 32 + 4 * Self.mostItems) }

    mutating func add(user: UInt32, _ items: UnsafeBufferPointer<UInt32>) {
        guard lists < Self.mostLists, !items.isEmpty else { return }
        lists += 1
        let opening = Array(items.prefix(Self.mostItems))
        if let before = openings.updateValue(opening, forKey: user) {
            let common = min(before.count, opening.count)
            // One common item can be a coincidence.
            if common > 1 {
                pairs += 1
                if before.prefix(common) == opening.prefix(common) { repeats += 1 }
            }
        }
        if lists == Self.mostLists { openings = [:] }
    }
}
