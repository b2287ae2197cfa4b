/// How the tests were built.
public enum Build {
    /// Whether the optimiser ran. Without it heavy computations take twenty times as long, so tests that repeat them with larger sizes leave
    /// those to the optimised run, which is a part of `make test`.
    public static let isOptimised: Bool = {
        var isOptimised = true
        assert(
            {
                isOptimised = false
                return true
            }()
        )
        return isOptimised
    }()
}
