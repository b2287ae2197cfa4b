public import HTTPMessage
public import PredictionStore
import ResourceMetering
import Telemetry

/// The whole service behind the socket: routes requests to services and turns every failure into a problem document.
public final class Application: RequestHandler {
    /// The settings of the service.
    public struct Configuration: Sendable {
        /// Who may use the service.
        public var access = AccessPolicy.anonymous
        /// What pages in browsers may do.
        public var browsers = BrowserPolicy.standard
        /// Whether `/metrics` needs no token, because only this machine reaches the service.
        public var areMetricsOpen = true
        /// Counts for `/metrics`.
        public var metrics = ServiceMetrics()
        /// Where each request gets a line; `nil` for nowhere.
        public var accessLog: AccessLog?
        /// The limits for measuring datasets. Their memory is that of all work, see `MemoryShares`.
        public var measuring = MeasurementLimits()
        /// The work that one request may do, in seconds of one core. A body adds 30 s per GiB.
        public var workSeconds = 60.0
        /// The largest body of `/apen` in bytes.
        public var datasetBodyBytes = 4 << 30
        /// The largest body of the other resources in bytes.
        public var bodyBytes = 16 << 20
        /// The most bytes that decoded laws hold in memory.
        public var cacheBytes = 256 << 20
        /// The bundle with which the page draws.
        public var vega = VegaBundle.missing

        public init() {}
    }

    private let access: AccessPolicy
    private let browsers: BrowserPolicy
    /// What `/metrics` shows.
    public let metrics: ServiceMetrics
    private let accessLog: AccessLog?
    private let router: Router

    public init(store: any DocumentStore, configuration: Configuration = Configuration()) {
        access = configuration.access
        browsers = configuration.browsers
        metrics = configuration.metrics
        accessLog = configuration.accessLog
        var limits = Services.Limits()
        limits.measurement = configuration.measuring
        limits.datasetBodyBytes = configuration.datasetBodyBytes
        limits.bodyBytes = configuration.bodyBytes
        limits.cacheBytes = configuration.cacheBytes
        limits.workUnits = Int(min(configuration.workSeconds, 1e9) * Double(WorkMeter.unitsPerSecond))
        let services = Services(store: store, limits: limits, metrics: metrics)
        let health = HealthService(
            store: store,
            metrics: metrics,
            bounds: services.bounds,
            areMetricsOpen: configuration.areMetricsOpen
        )
        router = Router(Routes.table(services, health, PageService(vega: configuration.vega, services.bounds)))
    }

    public func plan(for head: RequestHead) -> RequestPlan {
        let match = router.matchIgnoringSlash(head)
        var answer = AnswerFields(head, match.name)
        answer.dependsOnOrigin = browsers.hasOrigins
        do throws(Problem) {
            if match.neighbour?.isProbe != true { answer.origin = try browsers.check(head) }
            if let preflight = preflight(head, answer.origin) { return .respond(answer.finished(preflight)) }
            if match.neighbour?.isOpen != true { try access.check(head, scope: match.route?.scope) }
            if match.isOfShorterPath { return .respond(answer.finished(Self.withoutSlash(head))) }
            if head.method == .options, let allowed = router.allowed(head.path) {
                var response = Response(status: .noContent)
                response.fields.append(.allow, allowed)
                return .respond(answer.finished(response))
            }
            let route = try match.required()
            answer.caching = route.caching
            let request = RoutedRequest(head: head, reference: match.reference, parameters: route.parameters)
            // Resources with parameters report these faults together with those of the values.
            if route.parameters.isEmpty, !route.ignoresQuery { try request.query().faults.check() }
            let plan = try route.plan(request)
            // The paths that take a POST have no representation with a tag.
            if route.method == .post, Preconditions(head)?.permitProcessing == false {
                throw Problem.preconditionFailed
            }
            switch plan {
            case .respond(let response): return .respond(answer.finished(response))
            case .receive(let limit, let receiver):
                return .receive(bodyLimit: limit, FinishedBody(receiver, answer))
            }
        } catch {
            return .respond(answer.finished(error.response()))
        }
    }

    public func isHealthCheck(_ head: RequestHead) -> Bool {
        ["/healthz", "/readyz", "/metrics"].contains(head.path) && (head.method == .get || head.method == .head)
    }

    public func response(to rejection: RequestRejection) -> Response { response(to: rejection, head: nil) }

    public func response(to rejection: RequestRejection, head: RequestHead?) -> Response {
        var answer = AnswerFields(head, routeName(head))
        answer.dependsOnOrigin = browsers.hasOrigins
        answer.origin = head.flatMap(browsers.allowedOrigin)
        return answer.finished(Problem(rejection).response())
    }

    public func didAnswer(_ record: RequestRecord) {
        // A request that was cut off has no answer with an id, but the client may have sent one.
        let note =
            record.note as? RequestNote
            ?? RequestNote(routeName(record.head), RequestIdentity(record.head))
        // A client may invent methods.
        let method =
            record.head.map { HTTPMethod.registered.contains($0.method) ? $0.method.rawValue : "other" } ?? "unknown"
        let kind = RequestTallies.Kind(route: note.route, method: method, status: record.status?.code ?? 0)
        let number = metrics.requests.add(kind, record.duration)
        accessLog?.write(record, kind, number: number, note.identity)
    }

    private func routeName(_ head: RequestHead?) -> RouteName {
        head.map { router.matchIgnoringSlash($0).name } ?? .unmatched
    }

    /// Sends a client to the path without the slash at its end. 308 keeps the method and the body (RFC 9110 §15.4.9).
    private static func withoutSlash(_ head: RequestHead) -> Response {
        var response = Response(status: .permanentRedirect)
        let target = head.path.dropLast() + (head.query.map { "?" + $0 } ?? "")
        if let location = HTTPFieldValue(String(target)) { response.fields.append(.location, location) }
        return response
    }

    /// The answer to a browser that asks whether a page of another site may send a request
    /// (<https://fetch.spec.whatwg.org/#http-cors-protocol>); `nil` for other requests. It comes before the token, because a
    /// browser sends none with this question.
    private func preflight(_ head: RequestHead, _ origin: HTTPFieldValue?) -> Response? {
        guard origin != nil, head.method == .options, head.fields.contains(.requestMethod),
            let allowed = router.allowed(head.path)
        else { return nil }
        var response = Response(status: .noContent)
        response.fields.append(.allowMethods, allowed)
        response.fields.append(
            .allowHeaders,
            "Authorization, Content-Encoding, Content-Type, If-Match, If-None-Match, X-Request-Id, traceparent"
        )
        response.fields.append(.maxAge, "600")
        return response
    }
}

extension HTTPMethod {
    /// RFC 9110 §9.1 and RFC 5789, the most frequent ones first.
    fileprivate static let registered: [HTTPMethod] = [
        .get, .post, .head, .delete, .options, .put, .patch, .trace, .connect,
    ]
}
