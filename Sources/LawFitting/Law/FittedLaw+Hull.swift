extension FittedLaw {
    /// The corners of the convex hull of the measured (log2 layers, log2 dim), counterclockwise; one or two where the measured
    /// configurations are on a line. Beyond it a prediction is an extrapolation, see ``Coverage``.
    public var hullCorners: [SIMD2<Double>] { geometry.hull.corners }
}
