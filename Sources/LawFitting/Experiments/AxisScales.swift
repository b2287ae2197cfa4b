import ElementaryFunctions

/// The logarithmic coordinate of one axis, centred on the measured levels.
///
/// Raw columns are badly conditioned: the Jacobian's condition number reaches 16,000. With τ = ln x − middle and
/// u = τ / half-range, that of the quadratic forms stays near 4.
struct AxisScale: Hashable, Codable, Sendable {
    /// (ln lowest + ln highest) / 2.
    let middle: Double
    /// (ln highest − ln lowest) / 2; 0 if there is one level.
    let halfRange: Double
    /// The number of levels with different logarithms. Different integers beyond 2^53 may share one.
    let levelCount: Int

    /// The scale of an axis without measurements.
    static let absent = AxisScale(middle: 0, halfRange: 0, levelCount: 0)

    private init(middle: Double, halfRange: Double, levelCount: Int) {
        self.middle = middle
        self.halfRange = halfRange
        self.levelCount = levelCount
    }

    init(levels: [Double]) {
        let logarithms = Set(levels.map { Elementary.log($0) })
        guard let low = logarithms.min(), let high = logarithms.max() else {
            self = .absent
            return
        }
        self.init(middle: low + (high - low) / 2, halfRange: (high - low) / 2, levelCount: logarithms.count)
    }

    /// τ = ln x − middle.
    func offset(of x: Double) -> Double { Elementary.log(x) - middle }

    /// u = τ / half-range, from −1 to 1 over the measured levels; 0 if there is one level.
    func normalised(_ offset: Double) -> Double { halfRange > 0 ? offset / halfRange : 0 }
}

/// τ of layers, dim and D′.
struct Offsets: Hashable, Sendable {
    var layers: Double
    var dim: Double
    var dPrime: Double

    subscript(axis: Axis) -> Double {
        switch axis {
        case .layers: layers
        case .dim: dim
        case .dPrime: dPrime
        }
    }
}

/// The scales of the three axes. A design, and every model fitted to it, use the same ones.
struct AxisScales: Hashable, Sendable {
    let layers: AxisScale
    let dim: AxisScale
    let dPrime: AxisScale

    init(layers: AxisScale, dim: AxisScale, dPrime: AxisScale = .absent) {
        self.layers = layers
        self.dim = dim
        self.dPrime = dPrime
    }

    init(_ observations: ObservationSet) {
        layers = AxisScale(levels: observations.levels(of: .layers))
        dim = AxisScale(levels: observations.levels(of: .dim))
        dPrime = AxisScale(levels: observations.levels(of: .dPrime))
    }

    subscript(axis: Axis) -> AxisScale {
        switch axis {
        case .layers: layers
        case .dim: dim
        case .dPrime: dPrime
        }
    }

}

/// The keys are those of stored laws, which have the three scales among their own keys.
extension AxisScales: Codable {
    private enum CodingKeys: String, CodingKey {
        case layers = "layersScale"
        case dim = "dimScale"
        case dPrime = "dPrimeScale"
    }
}
