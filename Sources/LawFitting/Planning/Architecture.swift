/// A family of sequential recommenders, by the number of its parameters.
public enum Architecture: String, CaseIterable, Codable, Hashable, Sendable {
    /// Per layer: attention 4d² + 4d, pointwise feed-forward 2d² + 2d, two layer norms 4d.
    case sasrec
    /// Per layer: attention 4d², SwiGLU 3·d·h with h = 8d/3 rounded up to a multiple of 64, two RMS norms 2d.
    case llama
    /// Per layer: u, v, q, k projection 4d² + 4d, output d² + d, two layer norms 4d.
    case hstu

    /// All parameters: layers · (those of one layer) + items · dim for the embedding table; `nil` if the number exceeds `Int`.
    ///
    /// - Parameters:
    ///   - layers: at least 1.
    ///   - dim: at least 1.
    ///   - items: at least 0.
    public func parameters(layers: Int, dim: Int, items: Int = 0) -> Int? {
        guard let perLayer = parametersPerLayer(dim: dim), let table = items.multiplied(by: dim) else { return nil }
        return layers.multiplied(by: perLayer)?.added(to: table)
    }

    /// The parameters of one layer; `nil` if the number exceeds `Int`.
    func parametersPerLayer(dim: Int) -> Int? {
        guard let square = dim.multiplied(by: dim) else { return nil }
        switch self {
        case .sasrec:
            return polynomial(6, square, 10, dim)
        case .llama:
            // 8d/3 rounded up to a multiple of 64 is 64·⌈d/24⌉.
            guard let hidden = (1 + (dim - 1) / 24).multiplied(by: 64) else { return nil }
            guard let gated = dim.multiplied(by: hidden)?.multiplied(by: 3) else { return nil }
            return polynomial(4, square, 2, dim)?.added(to: gated)
        case .hstu:
            return polynomial(5, square, 9, dim)
        }
    }

    private func polynomial(_ quadratic: Int, _ square: Int, _ linear: Int, _ dim: Int) -> Int? {
        guard let second = square.multiplied(by: quadratic), let first = dim.multiplied(by: linear) else { return nil }
        return second.added(to: first)
    }
}

extension Int {
    /// The product, or `nil` on overflow.
    fileprivate func multiplied(by other: Int) -> Int? {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }

    /// The sum, or `nil` on overflow.
    fileprivate func added(to other: Int) -> Int? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }
}
