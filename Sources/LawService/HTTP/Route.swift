import HTTPMessage

/// One line of the API's table of contents.
struct Route: Sendable {
    typealias Plan = @Sendable (RoutedRequest) throws(Problem) -> RequestPlan

    let method: HTTPMethod
    let path: PathPattern
    /// The names of the query parameters. A request with another name is refused, with the nearest of these names.
    let parameters: [String]
    /// Whether requests need no token.
    let isOpen: Bool
    let plan: Plan

    init(
        _ method: HTTPMethod,
        _ path: PathPattern,
        _ parameters: [String],
        isOpen: Bool = false,
        _ plan: @escaping Plan
    ) {
        self.method = method
        self.path = path
        self.parameters = parameters
        self.isOpen = isOpen
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
