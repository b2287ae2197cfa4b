import PredictionStore

/// One service per capability, over one store.
struct Services: Sendable {
    let entropy: DatasetService
    let fitting: FittingService
    let prediction: PredictionService
    let optimal: OptimalService
    let surface: SurfaceService
    let suggestion: SuggestionService
    let comparison: ComparisonService
    let catalogue: CatalogueService
    let health: HealthService

    init(store: any DocumentStore, configuration: Application.Configuration) {
        let directory = LawCache(store: store)
        let datasets = DatasetLookup(store: store)
        entropy = DatasetService(store: store, configuration: configuration)
        fitting = FittingService(
            store: store,
            directory: directory,
            datasets: datasets,
            bodyLimit: configuration.bodyBytes
        )
        prediction = PredictionService(directory: directory, datasets: datasets)
        optimal = OptimalService(directory: directory, datasets: datasets)
        surface = SurfaceService(directory: directory, datasets: datasets)
        suggestion = SuggestionService(directory: directory, datasets: datasets)
        comparison = ComparisonService(directory: directory, datasets: datasets)
        catalogue = CatalogueService(store: store, directory: directory)
        health = HealthService(store: store)
    }
}
