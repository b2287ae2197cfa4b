import PredictionStore

/// One service per capability, over one store.
struct Services: Sendable {
    let dataset: DatasetService
    let fitting: FittingService
    let preview: PreviewService
    let prediction: PredictionService
    let optimal: OptimalService
    let surface: SurfaceService
    let suggestion: SuggestionService
    let comparison: ComparisonService
    let catalogue: CatalogueService

    /// What the services may use.
    struct Limits: Sendable {
        var measurement = MeasurementLimits()
        /// The largest body of `/apen` in bytes.
        var datasetBodyBytes = 4 << 30
        /// The largest body elsewhere in bytes.
        var bodyBytes = 16 << 20
        /// The most bytes that decoded laws hold in memory.
        var cacheBytes = 256 << 20
    }

    init(store: any DocumentStore, limits: Limits) {
        let store = LoggedStore(store)
        var cache = LawCache.Configuration()
        cache.memoryBytes = limits.cacheBytes
        let laws = LawCache(store: store, configuration: cache)
        let datasets = DatasetLookup(store: store)
        dataset = DatasetService(store: store, limits: limits.measurement, bodyLimit: limits.datasetBodyBytes)
        fitting = FittingService(store: store, laws: laws, datasets: datasets, bodyLimit: limits.bodyBytes)
        preview = PreviewService(bodyLimit: limits.datasetBodyBytes)
        prediction = PredictionService(laws: laws, datasets: datasets)
        optimal = OptimalService(laws: laws, datasets: datasets)
        surface = SurfaceService(laws: laws, datasets: datasets)
        suggestion = SuggestionService(laws: laws, datasets: datasets)
        comparison = ComparisonService(laws: laws, datasets: datasets)
        catalogue = CatalogueService(store: store, cache: laws)
    }
}
