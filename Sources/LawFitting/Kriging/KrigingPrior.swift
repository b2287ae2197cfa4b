import ElementaryFunctions

/// The hyper-parameters of a kriging model at one integration point, variances in units of τ², the variance of a trend
/// coefficient.
struct KrigingParameters: Hashable, Codable, Sendable {
    /// α·h of layers, dim and D′: how fast the trend saturates.
    var saturations: SIMD3<Double>
    /// The standard deviation of a curvature's coefficient along layers, dim and D′.
    var curvatures: SIMD3<Double>
    /// The standard deviation of an interaction's coefficient.
    var interaction: Double
    /// A², the variance of the Matérn residual.
    var residualVariance: Double
    /// The residual's lengths in half-ranges.
    var lengths: SIMD3<Double>
    /// τ_a², the variance between datasets; 0 for one dataset.
    var datasetVariance: Double
    /// γ, the variance of one measurement.
    var noise: Double
}

/// The prior of the hyper-parameters as a map from independent standard normal numbers.
///
/// In these coordinates the prior is N(0, I), so that prior draws, proposals and moments need no Jacobian.
struct KrigingPrior: Hashable, Codable, Sendable {
    /// LN(median, deviation of ln).
    struct LogNormal: Hashable, Codable, Sendable {
        var median: Double
        var deviation: Double

        func value(_ z: Double) -> Double { median * Elementary.exp(deviation * z) }
    }

    var curvature = LogNormal(median: 0.3, deviation: 0.7)
    var interaction = LogNormal(median: 0.6, deviation: 0.7)
    var amplitude = LogNormal(median: 0.7, deviation: 0.8)
    var length = LogNormal(median: 1.25, deviation: 0.7)
    var dPrimeLength = LogNormal(median: 4, deviation: 0.5)
    var noise = LogNormal(median: 0.05, deviation: 1.5)
    /// The standard deviation of the half-normal exponents, per unit of ln x.
    var exponentScale = 0.5
    var dPrimeExponentScale = 0.3
    /// The least scale of the half-Cauchy standard deviation between datasets.
    var datasetScale = 0.5

    /// The number of coordinates.
    static func dimension(datasetCount: Int) -> Int { datasetCount > 1 ? 12 : 8 }

    func parameters(_ z: [Double], _ data: KrigingData) -> KrigingParameters {
        let scale = curvature.value(z[0])
        var parameters = KrigingParameters(
            saturations: SIMD3(
                Self.halfNormal(z[5], exponentScale) * data.halfRanges.x,
                Self.halfNormal(z[6], exponentScale) * data.halfRanges.y,
                0
            ),
            curvatures: SIMD3(scale, scale, 0),
            interaction: interaction.value(z[1]),
            residualVariance: Self.square(amplitude.value(z[2])),
            lengths: SIMD3(length.value(z[3]), length.value(z[4]), 1),
            datasetVariance: 0,
            noise: noise.value(z[7])
        )
        guard data.datasetCount > 1 else { return parameters }
        // How much more the datasets differ than the configurations of one sets the scale of everything between datasets.
        let spread = data.datasetSpread
        parameters.curvatures.z = scale * max(1, spread) * Elementary.exp(curvature.deviation * z[8])
        parameters.lengths.z = dPrimeLength.value(z[9])
        parameters.saturations.z = Self.halfNormal(z[10], dPrimeExponentScale) * data.halfRanges.z
        parameters.datasetVariance = Self.square(Self.halfCauchy(z[11], max(datasetScale, datasetScale * spread)))
        return parameters
    }

    private static func square(_ x: Double) -> Double { x * x }

    /// |N(0, scale²)| at the quantile Φ(z): P(|Z| > a) = Φ(−z).
    static func halfNormal(_ z: Double, _ scale: Double) -> Double {
        let tail = max(0.5 * NormalDistribution.cumulative(-z), .leastNormalMagnitude)
        return max(0, -scale * NormalDistribution.quantile(tail))
    }

    /// scale·tan(π·Φ(z)/2), at most some 1e6 scales.
    static func halfCauchy(_ z: Double, _ scale: Double) -> Double {
        scale * Elementary.cotangent(max(NormalDistribution.cumulative(-z), 1e-6) * (.pi / 2))
    }
}
