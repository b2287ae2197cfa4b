import HTTPMessage
import Logging

/// The pages for people who write programs: the reference and what to do about each problem. They need no token.
struct ReferenceService: Sendable {
    /// `GET /docs`.
    func reference(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        switch Self.page {
        case .success(let page): return .respond(page)
        case .failure(let fault):
            Logger(label: "reference").error("openapi.yaml cannot be read", metadata: ["reason": "\(fault)"])
            throw Problem(.internalFault, "the reference cannot be shown; GET /openapi.yaml has the same content")
        }
    }

    /// `GET /problems/{code}`.
    func problem(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        guard let code = Problem.Code(rawValue: request.reference) else {
            let known = Problem.Code.allCases.map(\.rawValue)
            throw Problem(.notFound, UnknownName.message("problem", request.reference, among: known))
        }
        return .respond(HTMLPage.response(title: code.title, body: ProblemPage(code).body))
    }

    /// Made at the first request.
    private static let page: Result<Response, YAMLReader.Fault> = {
        do throws(YAMLReader.Fault) {
            let document = try YAMLReader.read(String(decoding: PackageResources.openapi_yaml, as: UTF8.self))
            return .success(HTMLPage.response(title: ReferencePage.title, body: ReferencePage(document).body))
        } catch {
            return .failure(error)
        }
    }()
}
