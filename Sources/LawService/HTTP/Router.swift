import HTTPMessage

/// Finds the route of a request, or the problem that says why there is none.
struct Router: Sendable {
    private let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
    }

    /// - Throws: 404 for an unknown path; 405 with `Allow` for a known path and another method.
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
            throw Problem(.notFound, "there is no resource at this path; GET /openapi.yaml lists all")
        }
        throw Problem(
            .methodNotAllowed,
            "this resource answers \(Self.allowed(allowed).text)",
            fields: [(.allow, Self.allowed(allowed))]
        )
    }

    /// Whether a path answers without a token.
    func isOpen(_ path: String) -> Bool { routes.contains { $0.isOpen && $0.path.match(path) != nil } }

    /// What `OPTIONS` answers for this path; `nil` where there is none.
    func allowed(_ path: String) -> HTTPFieldValue? {
        let methods = path == "*" ? routes.map(\.method) : routes.filter { $0.path.match(path) != nil }.map(\.method)
        return methods.isEmpty ? nil : Self.allowed(methods)
    }

    private static func allowed(_ methods: [HTTPMethod]) -> HTTPFieldValue {
        var names = Set(methods.map(\.rawValue))
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return HTTPFieldValue(names.sorted().joined(separator: ", ")) ?? "OPTIONS"
    }
}
