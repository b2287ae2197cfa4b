/// Why a run cannot be an observation.
public enum ObservationError: Error, Hashable, Sendable {
    /// Layers must be at least 1.
    case layersOutOfRange(Int)
    /// The embedding dimension must be at least 1.
    case dimOutOfRange(Int)
    /// D′ must be positive and finite.
    case dPrimeOutOfRange(Double)
    /// A metric's value must be finite.
    case valueOutOfRange(Double)
    /// A standard error, or a number of test users, must be positive and finite.
    case weightOutOfRange(Double)
}

/// Why observations cannot be fitted together.
public enum ObservationSetError: Error, Hashable, Sendable {
    /// There is nothing to fit.
    case empty
    /// Some observations name their D′ and others do not.
    case partialDPrime(with: Int, without: Int)
    /// The scale does not have this value: a share lies in [0, 1], a loss is at least 0, a perplexity at least 1, and what is fitted
    /// as a logarithm is positive.
    case valueOffScale(Double, MetricScale)
}
