import Foundation
import HTTPMessage
import PredictionStore

/// Answers about the service itself. They never wait behind other work.
struct HealthService: Sendable {
    private let probe: StoreProbe

    init(store: any DocumentStore) {
        probe = StoreProbe(LoggedStore(store))
    }

    /// `GET /healthz`: the process answers.
    func alive(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        .respond(JSONAnswer.response(.ok, Health(status: "ok", version: ServiceVersion.current)))
    }

    /// `GET /readyz`: a write would succeed.
    func ready(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        guard probe.isWritable else {
            throw Problem(.storeUnavailable, "the store cannot be written; the service's log says why")
        }
        return .respond(JSONAnswer.response(.ok, Health(status: "ready", version: ServiceVersion.current)))
    }

    /// `GET /openapi.yaml`.
    func description(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        var response = Response(status: .ok, body: PackageResources.openapi_yaml)
        response.fields.append(.contentType, "application/yaml; charset=utf-8")
        return .respond(response)
    }

    private struct Health: Encodable {
        let status: String
        let version: String
    }
}

/// The version that `/healthz`, `--version` and `openapi.yaml` show.
public enum ServiceVersion {
    public static let current = "0.1.0"
}
