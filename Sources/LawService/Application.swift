public import HTTPMessage
public import PredictionStore

/// The whole service behind the socket: routes requests to services and turns every failure into a problem document.
public final class Application: RequestHandler {
    /// How the service is set up.
    public struct Configuration: Sendable {
        /// Who may use it.
        public var access = AccessPolicy.anonymous
        /// What measuring one dataset may take.
        public var measuring: MeasurementLimits = {
            var resources = MeasurementLimits()
            // Two minutes of a worker at worst.
            resources.toleratedItems = 50_000
            return resources
        }()
        /// The largest body of `/apen` in bytes.
        public var datasetBodyBytes = 4 << 30
        /// The largest body elsewhere in bytes.
        public var bodyBytes = 16 << 20

        public init() {}
    }

    private let access: AccessPolicy
    private let router: Router

    public init(store: any DocumentStore, configuration: Configuration = Configuration()) {
        access = configuration.access
        router = Router(Routes.table(Services(store: store, configuration: configuration)))
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
