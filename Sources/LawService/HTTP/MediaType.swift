import HTTPMessage

/// The media type of a body (RFC 9110 §8.3.1), without its parameters.
struct MediaType: Equatable {
    /// In lower case, such as `text/csv`.
    let name: String

    /// The `Content-Type` field of a request.
    ///
    /// - Throws: 400 for several fields, because a proxy may use another one than this service (RFC 9110 §5.3).
    static func field(_ head: RequestHead) throws(Problem) -> String? {
        let fields = head.fields[.contentType]
        guard Array(fields).count < 2 else {
            throw Problem(.badRequest, "Content-Type is given more than once; give it once")
        }
        return head.fields.only(.contentType)
    }

    init?(_ field: String?) {
        guard let field else { return nil }
        let name = field.prefix { $0 != ";" }.trimmingSuffix { $0 == " " || $0 == "\t" }
        guard !name.isEmpty else { return nil }
        self.name = name.lowercased()
    }

    /// Whether the type says nothing about the body: curl's default for `-d`, or generic bytes.
    var isUnspecific: Bool {
        ["application/x-www-form-urlencoded", "application/octet-stream"].contains(name)
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
