import HTTPMessage

/// Finds the route of a request.
struct Router: Sendable {
    private let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
    }

    /// - Throws: 404 for an unknown path; 405 with `Allow` for a known path with another method.
    func match(_ head: RequestHead) throws(Problem) -> (route: Route, reference: String) {
        // HEAD is answered by GET's route; the server leaves the body out (RFC 9110 §9.3.2).
        let method = head.method == .head ? HTTPMethod.get : head.method
        var allowed: [HTTPMethod] = []
        for route in routes {
            guard let reference = route.path.match(head.path) else { continue }
            if route.method == method { return (route, reference) }
            allowed.append(route.method)
        }
        guard !allowed.isEmpty else {
            throw Problem(.notFound, "there is no resource at this path; GET /openapi.yaml lists all paths")
        }
        throw Problem(
            .methodNotAllowed,
            "this resource supports \(Self.allowField(allowed).text)",
            fields: [(.allow, Self.allowField(allowed))]
        )
    }

    /// Whether requests for a path need no token.
    func isOpen(_ path: String) -> Bool { routes.contains { $0.isOpen && $0.path.match(path) != nil } }

    /// The value of `Allow` in the answer to `OPTIONS`; `nil` for an unknown path.
    func allowed(_ path: String) -> HTTPFieldValue? {
        let methods = path == "*" ? routes.map(\.method) : routes.filter { $0.path.match(path) != nil }.map(\.method)
        return methods.isEmpty ? nil : Self.allowField(methods)
    }

    private static func allowField(_ methods: [HTTPMethod]) -> HTTPFieldValue {
        var names = Set(methods.map(\.rawValue))
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return HTTPFieldValue(names.sorted().joined(separator: ", ")) ?? "OPTIONS"
    }
}
