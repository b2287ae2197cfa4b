/// How a configuration lies to the experiments of a law.
public struct Coverage: Hashable, Sendable {
    /// Beyond this distance a prediction is an extrapolation.
    public static let extrapolationOctaves = 0.5
    /// A new dataset rests on at least this many fitted ones, or its variance is hardly known.
    public static let datasetsNeeded = 6

    /// The distance from the convex hull of the measured (log2 layers, log2 dim).
    public let octaves: Double
    /// For a dataset that was not fitted, the number of those that were; `nil` for a fitted one and for a law of one dataset.
    public let newDataset: Int?

    public var isBeyondHull: Bool { octaves > Self.extrapolationOctaves }
}
