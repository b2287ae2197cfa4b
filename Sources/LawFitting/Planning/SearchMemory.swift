extension FittedLaw {
    /// The memory that a search over a space takes, in bytes, estimated from above: of ``optimum(in:dPrime:tolerance:level:confidenceLevel:beyond:nextShare:meter:)``,
    /// and of ``suggestions(after:in:count:goal:dPrime:meter:)``.
    public func bytes(ofSearching space: SearchSpace) -> Int {
        let levels = [space.layers, space.dim].reduce(0) { $0 + min($1.values.count, SurfaceTable.blockLength) }
        // By configuration: two costs, a value, and its number among those that may be better than all cheaper ones.
        return 48 * space.configurationCount + SurfaceFactors.bytes(model, levels: levels) + posteriorBytes
    }

    /// Of a posterior at some hundred points: by component and point, the whitened covariances with the rows and a covariance factor.
    private var posteriorBytes: Int {
        guard let kriging = model.blend?.kriging else { return 1 << 20 }
        let perPoint = 2 * (kriging.rows.count + 64) * MemoryLayout<Double>.size
        return (1 << 20) + 260 * kriging.components.count * perPoint
    }
}
