import CBuildCommit
import Foundation
import HTTPMessage
import PredictionStore

/// Answers about the service itself. They never wait behind other work.
struct HealthService: Sendable {
    private let probe: StoreProbe
    private let figures: ServiceMetrics
    private let bounds: ProcessBounds
    /// Whether `/metrics` needs no token.
    let areMetricsOpen: Bool

    init(store: any DocumentStore, metrics: ServiceMetrics, bounds: ProcessBounds, areMetricsOpen: Bool) {
        probe = StoreProbe(LoggedStore(store, metrics: metrics))
        figures = metrics
        self.bounds = bounds
        self.areMetricsOpen = areMetricsOpen
    }

    /// `GET /healthz`: the process answers.
    func alive(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        .respond(JSONAnswer.response(.ok, Health(status: "ok", version: ServiceVersion.current)))
    }

    /// `GET /readyz`: a write would succeed.
    func ready(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        guard probe.isWritable else {
            // The probe tries again each second.
            throw Problem(
                .storeUnavailable,
                "the store cannot be written; the service's log says why",
                fields: [Problem.retryAfter(.seconds(1))]
            )
        }
        return .respond(JSONAnswer.response(.ok, Health(status: "ready", version: ServiceVersion.current)))
    }

    /// `GET /metrics`, for Prometheus. Counting the descriptors of the process takes longer than an event loop may wait.
    func metrics(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        .answer(on: .monitor, bounds) { [figures] _ in
            var response = Response(
                status: .ok,
                body: figures.text(version: ServiceVersion.current, commit: ServiceVersion.commit)
            )
            response.fields.append(.contentType, "text/plain; version=0.0.4; charset=utf-8")
            return response
        }
    }

    private struct Health: Encodable {
        let status: String
        let version: String
    }
}

/// The version that `/healthz`, `--version` and `openapi.yaml` show.
public enum ServiceVersion {
    public static let current = "0.1.0"
    /// The commit that was built, as `make` or the Dockerfile reported it; else `unknown`.
    public static let commit = String(cString: build_commit())
}
