/// The template of a route, or `unmatched`, as metrics and logs name it.
///
/// Each request is counted under its route. Hashing a number costs less than hashing a text.
struct RouteName: Hashable, Comparable, Sendable {
    let text: String
    /// Equal for routes with the same template, and for no others.
    let number: Int

    static let unmatched = RouteName(text: "unmatched", number: 0)

    static func == (left: RouteName, right: RouteName) -> Bool { left.number == right.number }

    static func < (left: RouteName, right: RouteName) -> Bool { left.text < right.text }

    func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
