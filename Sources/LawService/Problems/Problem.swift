import HTTPMessage

/// A refusal that a client can act on, written as RFC 9457 `application/problem+json`.
public struct Problem: Error, Sendable, Equatable {
    /// The kind of refusal. Its stable name is the last part of the document's `type`, which is the path of its page.
    public let code: Code
    /// One sentence about this occurrence: the fault and its remedy.
    public let detail: String
    /// The faulty places; empty if the fault concerns the whole request.
    public let errors: [ProblemPlace]
    /// Fields to send beside the document, such as `Allow`.
    let fields: [(name: HTTPFieldName, value: HTTPFieldValue)]

    init(
        _ code: Code,
        _ detail: String,
        errors: [ProblemPlace] = [],
        fields: [(name: HTTPFieldName, value: HTTPFieldValue)] = []
    ) {
        self.code = code
        self.detail = detail
        self.errors = errors
        self.fields = fields
    }

    public static func == (left: Problem, right: Problem) -> Bool {
        left.code == right.code && left.detail == right.detail && left.errors == right.errors
    }
}

extension Problem {
    /// The kinds of refusal, each with its status and title. A new case does not compile until it has both.
    public enum Code: String, Sendable, CaseIterable {
        case badRequest = "bad-request"
        case unauthorized
        case insufficientScope = "insufficient-scope"
        case crossSite = "cross-site"
        case hostNotAllowed = "host-not-allowed"
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case requestTimeout = "request-timeout"
        case nameTaken = "name-taken"
        case preconditionFailed = "precondition-failed"
        case bodyTooLarge = "body-too-large"
        case memoryTooLarge = "memory-too-large"
        case workTooLarge = "work-too-large"
        case searchTooLarge = "search-too-large"
        case targetTooLong = "target-too-long"
        case unsupportedMediaType = "unsupported-media-type"
        case expectationFailed = "expectation-failed"
        case misdirected
        case notFittable = "not-fittable"
        case dPrimeNotIdentifiable
        case budgetTooSmall = "budget-too-small"
        case beyondReach = "beyond-reach"
        case undefinedResult = "undefined-result"
        case unsatisfiable
        case headTooLarge = "head-too-large"
        case internalFault = "internal-fault"
        case notImplemented = "not-implemented"
        case storeUnavailable = "store-unavailable"
        case overloaded
        case storageFull = "storage-full"
        case versionNotSupported = "version-not-supported"

        /// The HTTP status of the answer.
        public var status: Int {
            switch self {
            case .badRequest: 400
            case .unauthorized: 401
            case .insufficientScope, .crossSite, .hostNotAllowed: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .requestTimeout: 408
            case .nameTaken: 409
            case .preconditionFailed: 412
            case .bodyTooLarge, .memoryTooLarge, .workTooLarge: 413
            case .targetTooLong: 414
            case .unsupportedMediaType: 415
            case .expectationFailed: 417
            case .misdirected: 421
            case .searchTooLarge, .notFittable, .dPrimeNotIdentifiable, .budgetTooSmall, .beyondReach, .undefinedResult,
                .unsatisfiable:
                422
            case .headTooLarge: 431
            case .internalFault: 500
            case .notImplemented: 501
            case .storeUnavailable, .overloaded: 503
            case .storageFull: 507
            case .versionNotSupported: 505
            }
        }

        /// The path of the page that explains it, as a reference relative to the service (RFC 9457 §3.1.1).
        var page: String { "/problems/\(rawValue)" }

        /// A summary that is equal for all problems with this code, as RFC 9457 §3.1.3 recommends.
        var title: String {
            switch self {
            case .badRequest: "The request is not valid"
            case .unauthorized: "A bearer token is required"
            case .insufficientScope: "The token does not permit this"
            case .crossSite: "The request comes from another site"
            case .hostNotAllowed: "The host name is not served here"
            case .notFound: "The resource does not exist"
            case .methodNotAllowed: "The resource does not support this method"
            case .requestTimeout: "The request did not arrive in time"
            case .nameTaken: "The name belongs to other content"
            case .preconditionFailed: "The precondition of the request is false"
            case .bodyTooLarge: "The body is too large"
            case .memoryTooLarge: "The request needs more memory than the service may use"
            case .workTooLarge: "The body needs more work than a request may take"
            case .searchTooLarge: "The search needs more work than a request may take"
            case .targetTooLong: "The request line is too long"
            case .unsupportedMediaType: "The body's format is not supported"
            case .expectationFailed: "The expectation cannot be met"
            case .misdirected: "The request belongs to another server"
            case .notFittable: "No law can be fitted to these experiments"
            case .dPrimeNotIdentifiable: "The law cannot predict at another D′"
            case .budgetTooSmall: "No configuration fits the budget"
            case .beyondReach: "Every configuration is too far from the experiments"
            case .undefinedResult: "The result is undefined"
            case .unsatisfiable: "The values do not fit together"
            case .headTooLarge: "The request's header is too large"
            case .internalFault: "The service failed"
            case .notImplemented: "The service does not implement this"
            case .storeUnavailable: "The store is not available"
            case .overloaded: "The service is busy"
            case .storageFull: "There is no room for temporary files"
            case .versionNotSupported: "The HTTP version is not supported"
            }
        }
    }

    /// The answer with the problem document.
    func response() -> Response {
        let document = ProblemDocument(
            type: code.page,
            title: code.title,
            status: code.status,
            detail: detail,
            errors: errors.isEmpty ? nil : errors
        )
        var response = JSONAnswer.response(
            HTTPStatus(code: code.status),
            document,
            contentType: "application/problem+json; charset=utf-8"
        )
        for field in fields { response.fields.append(field.name, field.value) }
        return response
    }
}

/// A faulty place of the input.
public struct ProblemPlace: Sendable, Equatable, Encodable {
    /// A JSON Pointer into the body, `line N, column M` of a text body, or `?name` for a query parameter.
    public let pointer: String
    public let detail: String

    public init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

private struct ProblemDocument: Encodable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    let errors: [ProblemPlace]?
}
