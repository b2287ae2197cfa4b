import HTTPMessage

/// One line of the API's table of contents.
///
/// A reference, so that the search for a route copies none of them.
final class Route: Sendable {
    typealias Plan = @Sendable (RoutedRequest) throws(Problem) -> RequestPlan

    let method: HTTPMethod
    let path: PathPattern
    /// What a token must permit.
    let scope: AccessScope
    /// The names of the query parameters. A request with another name is refused, with the nearest of these names.
    let parameters: [String]
    /// Whether requests need no token.
    let isOpen: Bool
    /// Whether monitors use the route. They may call the service by any name and from anywhere.
    let isProbe: Bool
    /// Whether unknown query parameters are ignored, because people follow links that others have added some to (`?utm_source=…`).
    let ignoresQuery: Bool
    let caching: AnswerFields.Caching
    let plan: Plan

    /// - Parameter scope: `read` for GET and `write` for other methods by default.
    init(
        _ method: HTTPMethod,
        _ path: PathPattern,
        _ parameters: [String],
        scope: AccessScope? = nil,
        isOpen: Bool = false,
        isProbe: Bool = false,
        ignoresQuery: Bool = false,
        caching: AnswerFields.Caching = .never,
        _ plan: @escaping Plan
    ) {
        self.method = method
        self.path = path
        self.parameters = parameters
        self.scope = scope ?? (method == .get ? .read : .write)
        self.isOpen = isOpen
        self.isProbe = isProbe
        self.ignoresQuery = ignoresQuery
        self.caching = caching
        self.plan = plan
    }
}

/// A request that matched a route.
struct RoutedRequest {
    let head: RequestHead
    /// The id or name in the path, decoded; empty if the route has none.
    let reference: String
    /// The names of the query parameters that the route takes.
    let parameters: [String]

    /// Decodes the query. A route whose answer does not depend on it, or that has the answer already, need not pay for that.
    func query() -> QueryParameters { QueryParameters(parsing: head.query, known: parameters) }
}
