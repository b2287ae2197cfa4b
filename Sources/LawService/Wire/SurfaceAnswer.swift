/// The answer of `GET /surface`: predictions over a grid, rows by layer.
struct SurfaceAnswer: Encodable, Sendable {
    let law: String
    let metric: String
    @OrNull var dPrime: Double?
    let level: Double
    let layers: [Int]
    let dim: [Int]
    let value: [[Double]]
    let low: [[Double]]
    let high: [[Double]]
}
