/// The part of a `Content-Type` that says what a body is (RFC 9110 §8.3.1), without its parameters.
struct MediaType: Equatable {
    /// In lower case, such as `text/csv`.
    let name: String

    init?(_ field: String?) {
        guard let field else { return nil }
        let name = field.prefix { $0 != ";" }.trimmingSuffix { $0 == " " || $0 == "\t" }
        guard !name.isEmpty else { return nil }
        self.name = name.lowercased()
    }

    /// Types that clients send when nobody told them what the body is: curl's default for `-d` and generic bytes.
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
