import HTTPMessage
import Logging

/// The pages for people who write programs: the reference and what to do about each problem. They need no token.
struct ReferenceService: Sendable {
    private let bounds: ProcessBounds
    private let document = ConstantAnswer({ EmbeddedFiles.openapi }, type: "application/yaml; charset=utf-8")

    private let page = ConstantAnswer(
        Self.reference,
        fallback: HTMLPage.bytes(
            title: ReferencePage.title,
            body: """
                <p>The reference cannot be shown. <a href="/openapi.yaml">openapi.yaml</a> has the same content.</p>
                """
        ),
        fallbackStatus: .internalServerError,
        type: HTMLPage.type,
        policy: HTMLPage.policy
    )

    init(_ bounds: ProcessBounds) {
        self.bounds = bounds
    }

    /// `GET /docs`.
    func reference(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        page.plan(for: request.head, bounds)
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
        document.plan(for: request.head, bounds)
    }

    /// The reference as a page; `nil` if the description of the service cannot be read.
    private static func reference() -> [UInt8]? {
        do throws(YAMLReader.Fault) {
            let document = try YAMLReader.read(String(decoding: EmbeddedFiles.openapi, as: UTF8.self))
            return HTMLPage.bytes(title: ReferencePage.title, body: ReferencePage(document).body)
        } catch {
            Logger(label: "reference").error("openapi.yaml cannot be read", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}
