/// The columns of a table that hold the user, the item and the time.
struct LogColumns: Sendable {
    let user: Int
    let item: Int
    let timestamp: Int?
    let count: Int

    /// Names of columns in exported logs, in lower case and without `_`, `-` and spaces; earlier ones win.
    private static let users = [
        "user", "userid", "uid", "userno", "customer", "customerid", "reviewer", "reviewerid", "visitor", "visitorid",
        "member", "memberid", "account", "accountid", "session", "sessionid",
    ]
    private static let items = [
        "item", "itemid", "iid", "movie", "movieid", "product", "productid", "parentasin", "asin", "book", "bookid",
        "isbn", "song", "songid", "track", "trackid", "artist", "artistid", "video", "videoid", "game", "gameid",
        "article", "articleid", "news", "newsid", "business", "businessid", "venue", "venueid", "poi", "poiid", "page",
        "pageid", "anime", "animeid", "sku", "content", "contentid",
    ]
    private static let timestamps = [
        "timestamp", "timestamps", "time", "ts", "unixreviewtime", "unixtime", "timems", "timestampms", "datetime",
        "date", "eventtime", "createdat", "created", "reviewtime", "rated", "ratedat",
    ]

    /// - Throws: If the header has no column for users or items, or two columns of one name.
    init(names: [String], line: Int) throws(InputFault) {
        let plain = names.map(Self.plain)
        func column(_ known: [String]) throws(InputFault) -> Int? {
            for name in known {
                let places = plain.indices.filter { plain[$0] == name }
                if places.count > 1 {
                    throw InputFault(
                        place: .line(line, column: 1),
                        detail: "the header has \(places.count) columns named `\(names[places[0]])`"
                    )
                }
                if let place = places.first { return place }
            }
            return nil
        }
        func required(_ what: String, _ known: [String]) throws(InputFault) -> Int {
            if let place = try column(known) { return place }
            let found = names.prefix(8).map { "`\($0.prefix(40))`" }.joined(separator: ", ")
            throw InputFault(
                place: .line(line, column: 1),
                detail: "the header has no column for the \(what), such as `\(what)` or `\(what)_id`; it has \(found)"
            )
        }
        user = try required("user", Self.users)
        item = try required("item", Self.items)
        timestamp = try column(Self.timestamps)
        count = names.count
    }

    /// Whether a line could be a header.
    static func areHeader(_ names: [String]) -> Bool {
        let plain = Set(names.map(Self.plain))
        return !plain.isDisjoint(with: users) && !plain.isDisjoint(with: items)
    }

    private static func plain(_ name: String) -> String {
        // RecBole's headers have a type after a colon.
        name.prefix { $0 != ":" }.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
    }
}
