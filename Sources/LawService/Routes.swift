import HTTPMessage

/// The table of contents of the API. Handlers decode, call one domain function and encode.
enum Routes {
    static func table(_ services: Services, _ health: HealthService, _ page: PageService) -> [Route] {
        let (dataset, fitting, prediction) = (services.dataset, services.fitting, services.prediction)
        let (optimal, surface, suggestion) = (services.optimal, services.surface, services.suggestion)
        let (comparison, catalogue) = (services.comparison, services.catalogue)
        let reference = ReferenceService(services.bounds)
        return [
            Route(.get, "/predict", PredictionQuery.names, prediction.predict),
            Route(.get, "/optimal", OptimalQuery.names, optimal.search),
            Route(.get, "/surface", SurfaceQuery.names, surface.surface),
            Route(.get, "/compare", ComparisonQuery.names, comparison.compare),
            Route(.get, "/laws/{reference}/suggestions", SuggestionQuery.names, suggestion.suggest),

            Route(.post, "/apen", EntropyParameters.names, dataset.measure),
            Route(.post, "/datasets/import", DatasetService.importNames, dataset.importSummary),
            Route(.post, "/fit", FitRequest.names, fitting.fit),
            Route(.post, "/predict", [], scope: .read, prediction.predictAll),
            Route(.post, "/preview", TablePreview.names, scope: .read, services.preview.preview),

            Route(.get, "/laws", CatalogueService.pageNames, catalogue.laws),
            Route(.get, "/laws/{reference}", [], caching: .revalidated, catalogue.law),
            Route(.delete, "/laws/{reference}", [], catalogue.deleteLaw),
            Route(.get, "/laws/{reference}/experiments", [], catalogue.experiments),
            Route(.get, "/laws/{reference}/plot", LawPlotQuery.names, services.plot.law),
            Route(.post, "/laws/{reference}/names", NamingService.names, services.naming.nameLaw),
            Route(.get, "/datasets", CatalogueService.pageNames, catalogue.datasets),
            Route(.get, "/datasets/{reference}", [], caching: .revalidated, catalogue.dataset),
            Route(.delete, "/datasets/{reference}", [], catalogue.deleteDataset),
            Route(.get, "/datasets/{reference}/plot", DatasetPlotQuery.names, services.plot.dataset),
            Route(.post, "/datasets/{reference}/names", NamingService.names, services.naming.nameDataset),

            Route(.get, "/", [], isOpen: true, ignoresQuery: true, page.index),
            Route(.get, "/assets/{reference}", [], isOpen: true, ignoresQuery: true, page.asset),
            Route(.get, "/docs", [], isOpen: true, reference.reference),
            Route(.get, "/problems/{code}", [], isOpen: true, caching: .revalidated, reference.problem),
            Route(.get, "/openapi.yaml", [], isOpen: true, reference.description),
            Route(.get, "/healthz", [], isOpen: true, isProbe: true, health.alive),
            Route(.get, "/readyz", [], isOpen: true, isProbe: true, health.ready),
            Route(.get, "/metrics", [], isOpen: health.areMetricsOpen, isProbe: true, health.metrics),
        ]
    }
}
