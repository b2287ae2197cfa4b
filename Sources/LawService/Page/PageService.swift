import HTTPMessage

/// The web page and its files. They need no token and no store.
struct PageService: Sendable {
    private let document: ConstantAnswer
    private let assets: [String: ConstantAnswer]
    private let bounds: ProcessBounds

    init(vega: VegaBundle, _ bounds: ProcessBounds) {
        self.bounds = bounds
        document = Self.answer("index.html") { EmbeddedFiles.index }
        var assets: [String: ConstantAnswer] = [:]
        for (name, bytes) in EmbeddedFiles.assets { assets[name] = Self.answer(name, bytes) }
        assets["vega.js"] = Self.answer("vega.js", fallback: VegaBundle.excuse, vega.script)
        self.assets = assets
    }

    /// `GET /`.
    func index(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        document.plan(for: request.head, bounds)
    }

    /// `GET /assets/{name}`.
    func asset(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        guard let asset = assets[request.reference] else {
            throw Problem(.notFound, "the page has no file of this name")
        }
        return asset.plan(for: request.head, bounds)
    }

    private static func answer(
        _ name: String,
        fallback: [UInt8] = [],
        _ bytes: @escaping @Sendable () -> [UInt8]?
    ) -> ConstantAnswer {
        ConstantAnswer(bytes, fallback: fallback, type: type(name), policy: policy)
    }

    /// Everything that the page loads comes from this service. No script and no style stands in the document itself.
    private static let policy: HTTPFieldValue =
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private static func type(_ name: String) -> HTTPFieldValue {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "csv": "text/csv; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
