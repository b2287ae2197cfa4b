import HTTPMessage

/// An entity tag (RFC 9110 §8.8.3).
///
/// Compressed bytes need a tag of their own (§8.8.3.3). It is that of the plain bytes with an ending, so both name the same state of
/// the resource.
struct EntityTag: Equatable, Sendable {
    private static let compressedEnding = "-gzip"

    /// The characters between the quotes.
    private let opaque: Substring
    /// Whether the bytes may differ although the tags are equal.
    private let isWeak: Bool

    /// The strong tag of an answer whose plain bytes are `body`.
    init(ofBody body: [UInt8], isCompressed: Bool) {
        opaque = (SHA256Digest(body).prefix(16).description + (isCompressed ? Self.compressedEnding : ""))[...]
        isWeak = false
    }

    /// - Returns: `nil` if the text is no tag.
    init?(_ text: String) {
        guard let tag = EntityTagList.tags(text).first else { return nil }
        self = tag
    }

    fileprivate init(opaque: Substring, isWeak: Bool) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    var text: String { (isWeak ? "W/\"" : "\"") + opaque + "\"" }

    /// The state of the resource that the tag names.
    private var state: Substring {
        opaque.hasSuffix(Self.compressedEnding) ? opaque.dropLast(Self.compressedEnding.count) : opaque
    }

    /// The weak comparison (§8.8.3.2).
    func matchesWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }

    /// Whether both name the same state of the resource, in any coding.
    func namesStateOf(_ other: EntityTag) -> Bool { state == other.state }

    /// Whether both are strong and name the same state of the resource, in any coding.
    func namesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && state == other.state }
}

/// The value of `If-Match` or `If-None-Match`.
struct EntityTagList: Sendable {
    /// Whether the value is `*`, which stands for every representation.
    let isAny: Bool
    private let tags: [EntityTag]

    /// - Returns: `nil` if the field is absent. What is no tag is left out.
    init?(_ name: HTTPFieldName, _ fields: HTTPFields) {
        guard fields.contains(name) else { return nil }
        let values = fields[name]
        isAny = values.contains { $0.trimmingBlanks() == "*" }
        tags = values.flatMap(Self.tags)
    }

    fileprivate static func tags(_ value: String) -> [EntityTag] {
        var tags: [EntityTag] = []
        var rest = value[...]
        while !rest.isEmpty {
            let part = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            let isWeak = part.hasPrefix("W/")
            let quoted = isWeak ? part.dropFirst(2) : part
            // A tag may contain commas.
            guard quoted.first == "\"", let end = quoted.dropFirst().firstIndex(of: "\"") else {
                rest = part.drop { $0 != "," }
                continue
            }
            rest = quoted[quoted.index(after: end)...].drop { $0 == " " || $0 == "\t" }
            if rest.isEmpty || rest.first == "," {
                tags.append(EntityTag(opaque: quoted[quoted.index(after: quoted.startIndex)..<end], isWeak: isWeak))
            } else {
                rest = rest.drop { $0 != "," }
            }
        }
        return tags
    }

    /// Whether the list has this very tag.
    func contains(_ tag: EntityTag) -> Bool { isAny || tags.contains { $0.matchesWeakly(tag) } }

    func first(where isWanted: (EntityTag) -> Bool) -> EntityTag? { tags.first(where: isWanted) }
}

extension StringProtocol {
    fileprivate func trimmingBlanks() -> SubSequence {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
