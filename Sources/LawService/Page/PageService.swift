import HTTPMessage

/// The web page and its files. They need no token and no store.
struct PageService: Sendable {
    private let document: PageAsset
    private let assets: [String: PageAsset]

    init(vega: VegaBundle) {
        document = PageAsset("index.html", PackageResources.index_html)
        var files = PageFiles.all
        files["vega.js"] = vega.script
        assets = Dictionary(uniqueKeysWithValues: files.map { ($0.key, PageAsset($0.key, $0.value)) })
    }

    /// `GET /`.
    func index(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        .respond(document.response(to: request.head))
    }

    /// `GET /assets/{name}`.
    func asset(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        guard let asset = assets[request.reference] else {
            throw Problem(.notFound, "the page has no file of this name")
        }
        return .respond(asset.response(to: request.head))
    }
}
