import PredictionStore

/// One service per capability, over one store.
struct Services: Sendable {
    let bounds: ProcessBounds
    let dataset: DatasetService
    let fitting: FittingService
    let preview: PreviewService
    let prediction: PredictionService
    let optimal: OptimalService
    let surface: SurfaceService
    let suggestion: SuggestionService
    let comparison: ComparisonService
    let catalogue: CatalogueService
    let naming: NamingService
    let plot: PlotService

    /// What the services may use.
    struct Limits: Sendable {
        var measurement = MeasurementLimits()
        /// The largest body of `/apen` in bytes.
        var datasetBodyBytes = 4 << 30
        /// The largest body elsewhere in bytes.
        var bodyBytes = 16 << 20
        /// The most bytes that decoded laws hold in memory.
        var cacheBytes = 256 << 20
        /// The units of work of one request, see `WorkMeter`.
        var workUnits = Int.max
    }

    init(store: any DocumentStore, limits: Limits, metrics: ServiceMetrics) {
        let store = LoggedStore(store, metrics: metrics)
        var cache = LawCache.Configuration()
        cache.memoryBytes = limits.cacheBytes
        let laws = LawCache(store: store, configuration: cache)
        let datasets = DatasetLookup(store: store)
        let bounds = ProcessBounds(
            memoryBytes: limits.measurement.memoryBytes,
            workUnits: limits.workUnits,
            threads: limits.measurement.jobs,
            counted: { metrics.countWork($0) }
        )
        metrics.observe(memory: bounds.memory)
        self.bounds = bounds
        dataset = DatasetService(
            store: store,
            limits: limits.measurement,
            bounds: bounds,
            bodyLimit: limits.datasetBodyBytes
        )
        fitting = FittingService(
            store: store,
            laws: laws,
            datasets: datasets,
            bounds: bounds,
            bodyLimit: limits.bodyBytes,
            figures: metrics
        )
        preview = PreviewService(bounds: bounds, bodyLimit: limits.datasetBodyBytes)
        prediction = PredictionService(laws: laws, datasets: datasets, bounds: bounds, bodyLimit: limits.bodyBytes)
        optimal = OptimalService(laws: laws, datasets: datasets, bounds: bounds)
        surface = SurfaceService(laws: laws, datasets: datasets, bounds: bounds)
        suggestion = SuggestionService(laws: laws, datasets: datasets, bounds: bounds)
        comparison = ComparisonService(laws: laws, datasets: datasets, bounds: bounds)
        catalogue = CatalogueService(store: store, cache: laws, bounds: bounds)
        naming = NamingService(catalogue: catalogue)
        plot = PlotService(laws: laws, datasets: datasets, bounds: bounds)
    }
}
