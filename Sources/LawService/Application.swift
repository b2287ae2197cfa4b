public import HTTPMessage
public import PredictionStore

/// The whole service behind the socket: routes requests to services and turns every failure into a problem document.
public final class Application: RequestHandler {
    /// The settings of the service.
    public struct Configuration: Sendable {
        /// Who may use the service.
        public var access = AccessPolicy.anonymous
        /// The limits for measuring one dataset.
        public var measuring: MeasurementLimits = {
            var limits = MeasurementLimits()
            // In the worst case this takes a worker two minutes.
            limits.toleratedItems = 50_000
            return limits
        }()
        /// The largest body of `/apen` in bytes.
        public var datasetBodyBytes = 4 << 30
        /// The largest body of the other resources in bytes.
        public var bodyBytes = 16 << 20
        /// The most bytes that decoded laws hold in memory.
        public var cacheBytes = 256 << 20

        public init() {}
    }

    private let access: AccessPolicy
    private let router: Router

    public init(store: any DocumentStore, configuration: Configuration = Configuration()) {
        access = configuration.access
        var limits = Services.Limits()
        limits.measurement = configuration.measuring
        limits.datasetBodyBytes = configuration.datasetBodyBytes
        limits.bodyBytes = configuration.bodyBytes
        limits.cacheBytes = configuration.cacheBytes
        router = Router(Routes.table(Services(store: store, limits: limits), HealthService(store: store)))
    }

    public func plan(for head: RequestHead) -> RequestPlan {
        do throws(Problem) {
            guard access.allows(head.fields.only(.authorization)) || router.isOpen(head.path) else {
                throw Problem(
                    .unauthorized,
                    "send a token as `Authorization: Bearer …`",
                    fields: [(.wwwAuthenticate, "Bearer")]
                )
            }
            if head.method == .options, let allowed = router.allowed(head.path) {
                var response = Response(status: .noContent)
                response.fields.append(.allow, allowed)
                return .respond(response)
            }
            let (route, reference) = try router.match(head)
            let query = QueryParameters(parsing: head.query, known: route.parameters)
            // Resources with parameters report these faults together with those of the values.
            if route.parameters.isEmpty { try query.faults.check() }
            return try route.plan(RoutedRequest(head: head, query: query, reference: reference))
        } catch {
            return .respond(error.response())
        }
    }

    public func response(to rejection: RequestRejection) -> Response {
        Problem(rejection).response()
    }
}
