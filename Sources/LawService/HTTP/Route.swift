import HTTPMessage

/// One line of the API's table of contents.
struct Route: Sendable {
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
    /// Whether the answer is always the same.
    let isConstant: Bool
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
        isConstant: Bool = false,
        caching: AnswerFields.Caching = .never,
        _ plan: @escaping Plan
    ) {
        self.method = method
        self.path = path
        self.parameters = parameters
        self.scope = scope ?? (method == .get ? .read : .write)
        self.isOpen = isOpen
        self.isProbe = isProbe
        self.isConstant = isConstant
        self.caching = caching
        self.plan = plan
    }
}

/// A request that matched a route.
struct RoutedRequest {
    let head: RequestHead
    let query: QueryParameters
    /// The id or name in the path, decoded; empty if the route has none.
    let reference: String
}
