/// How sequences with fewer than m + 1 items, whose ApEn is undefined, enter the mean.
public enum ShortPolicy: String, Sendable, Hashable, CaseIterable, Codable {
    case exclude
    /// As 0, like the published code.
    case zero
}
