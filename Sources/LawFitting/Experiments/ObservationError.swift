/// Why a run cannot be an observation.
public enum ObservationError: Error, Hashable, Sendable {
    /// Layers must be at least 1.
    case layersOutOfRange(Int)
    /// The embedding dimension must be at least 1.
    case dimOutOfRange(Int)
    /// D′ must be positive and finite.
    case dPrimeOutOfRange(Double)
    /// A metric's value must lie in [0, 1].
    case valueOutOfRange(Double)
}

/// Why observations cannot be fitted together.
public enum ObservationSetError: Error, Hashable, Sendable {
    /// There is nothing to fit.
    case empty
    /// Some observations name their D′ and others do not.
    case partialDPrime(with: Int, without: Int)
}
