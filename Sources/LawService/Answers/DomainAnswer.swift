import LawFitting

/// The measured ranges, each as [low, high].
struct DomainAnswer: Encodable, Sendable {
    let layers: [Int]
    let dim: [Int]
    @OrNull var dPrime: [Double]?

    init(_ domain: LawDomain) {
        layers = [domain.layers.integers.lowerBound, domain.layers.integers.upperBound]
        dim = [domain.dim.integers.lowerBound, domain.dim.integers.upperBound]
        dPrime = domain.dPrime.map { [$0.low, $0.high] }
    }
}
