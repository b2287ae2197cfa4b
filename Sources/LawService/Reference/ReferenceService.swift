import HTTPMessage
import Logging

/// The pages for people who write programs: the reference and what to do about each problem. They need no token.
struct ReferenceService: Sendable {
    /// `GET /docs`.
    func reference(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        switch Self.page {
        case .success(let page): return .respond(page.response(to: request.head))
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
        var response = Response(
            status: .ok,
            body: HTMLPage.bytes(title: code.title, body: ProblemPage(code).body)
        )
        response.fields.append(.contentType, HTMLPage.type)
        if let policy = HTMLPage.policy { response.fields.append(.contentSecurityPolicy, policy) }
        return .respond(response)
    }

    /// `GET /openapi.yaml`.
    func description(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        .respond(Self.document.response(to: request.head))
    }

    private static let document = ConstantAnswer(
        { EmbeddedFiles.openapi },
        type: "application/yaml; charset=utf-8"
    )

    /// Made at the first request.
    private static let page: Result<ConstantAnswer, YAMLReader.Fault> = {
        do throws(YAMLReader.Fault) {
            let document = try YAMLReader.read(String(decoding: EmbeddedFiles.openapi, as: UTF8.self))
            let bytes = HTMLPage.bytes(title: ReferencePage.title, body: ReferencePage(document).body)
            return .success(ConstantAnswer({ bytes }, type: HTMLPage.type, policy: HTMLPage.policy))
        } catch {
            return .failure(error)
        }
    }()
}
