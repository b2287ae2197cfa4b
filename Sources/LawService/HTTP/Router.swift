import HTTPMessage

/// Finds the route of a request.
struct Router: Sendable {
    /// Those of fixed paths first, because a fixed path is never taken for a reference: `/datasets/import` is no dataset.
    private let routes: [(route: Route, name: RouteName)]

    init(_ routes: [Route]) {
        var numbers: [String: Int] = [:]
        self.routes = (routes.filter(\.path.isFixed) + routes.filter { !$0.path.isFixed }).map { route in
            let number = numbers[route.path.text] ?? numbers.count + 1
            numbers[route.path.text] = number
            return (route, RouteName(text: route.path.text, number: number))
        }
    }

    /// What is known about a path and a method.
    struct Match {
        /// The route of the path and the method; `nil` if the path is unknown or has other methods only.
        fileprivate(set) var route: Route?
        /// The decoded reference of the path.
        fileprivate(set) var reference = ""
        /// A route of the path, whatever its method; `nil` for an unknown path.
        fileprivate(set) var neighbour: Route?
        /// For logs and metrics.
        fileprivate(set) var name = RouteName.unmatched
        /// Whether this is known about the path without the slash at its end, and nothing about the path as it is.
        fileprivate(set) var isOfShorterPath = false
        fileprivate var allowed: [HTTPMethod] = []

        /// - Throws: 404 for an unknown path; 405 with `Allow` for a known path with another method.
        func required() throws(Problem) -> Route {
            if let route { return route }
            guard neighbour != nil else {
                throw Problem(.notFound, "there is no resource at this path; GET /openapi.yaml lists all paths")
            }
            let allowed = Router.allowField(allowed)
            throw Problem(.methodNotAllowed, "this resource supports \(allowed.text)", fields: [(.allow, allowed)])
        }
    }

    func match(_ head: RequestHead) -> Match {
        // HEAD is answered by GET's route; the server leaves the body out (RFC 9110 §9.3.2).
        let method = head.method == .head ? HTTPMethod.get : head.method
        var match = Match()
        for index in routes.indices {
            let route = routes[index].route
            if let neighbour = match.neighbour, neighbour.path.isFixed, !route.path.isFixed { break }
            guard let reference = route.path.match(head.path) else { continue }
            match.reference = reference
            match.neighbour = route
            match.name = routes[index].name
            if route.method == method {
                match.route = route
                return match
            }
            match.allowed.append(route.method)
        }
        return match
    }

    /// What is known about the path without the slash at its end, if only that one is known; else about the path as it is.
    func matchIgnoringSlash(_ head: RequestHead) -> Match {
        let match = match(head)
        guard match.neighbour == nil, head.path.hasSuffix("/"), !head.path.hasSuffix("//") else { return match }
        let shorter = RequestHead(
            method: head.method,
            path: String(head.path.dropLast()),
            query: head.query,
            fields: head.fields
        )
        var other = self.match(shorter)
        other.isOfShorterPath = other.neighbour != nil
        return other.neighbour == nil ? match : other
    }

    /// The value of `Allow` in the answer to `OPTIONS`; `nil` for an unknown path.
    func allowed(_ path: String) -> HTTPFieldValue? {
        let known = routes.map(\.route).filter { path == "*" || $0.path.match(path) != nil }
        let fixed = known.filter(\.path.isFixed)
        let methods = (path == "*" || fixed.isEmpty ? known : fixed).map(\.method)
        return methods.isEmpty ? nil : Self.allowField(methods)
    }

    private static func allowField(_ methods: [HTTPMethod]) -> HTTPFieldValue {
        var names = Set(methods.map(\.rawValue))
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return HTTPFieldValue(names.sorted().joined(separator: ", ")) ?? "OPTIONS"
    }
}
