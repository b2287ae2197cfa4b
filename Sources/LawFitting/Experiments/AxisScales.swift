/// The logarithmic coordinate of an axis, centred on the measured levels.
///
/// Raw columns are badly conditioned (a Jacobian's condition reaches 16,000); τ = ln x − middle and u = τ / half-range keep
/// that of the quadratic forms near 4.
struct AxisScale: Hashable, Codable, Sendable {
    /// (ln lowest + ln highest) / 2.
    let middle: Double
    /// (ln highest − ln lowest) / 2; 0 where there is one level.
    let halfRange: Double
    /// How many levels differ in their logarithm. Integers beyond 2^53 may not.
    let levelCount: Int

    /// An axis that was not measured.
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

    /// u = τ / half-range: −1 … 1 over the measured levels.
    func normalised(_ offset: Double) -> Double { halfRange > 0 ? offset / halfRange : 0 }
}
