import HTTPMessage

/// The preconditions of a request (RFC 9110 §13). No resource has `Last-Modified`, so those on times are ignored (§13.1.4).
///
/// A reference, because few requests have any, and every answer carries them along.
final class Preconditions: Sendable {
    private let match: EntityTagList?
    private let noneMatch: EntityTagList?

    /// - Returns: `nil` if the request has none.
    init?(_ head: RequestHead) {
        guard head.fields.contains(.ifMatch) || head.fields.contains(.ifNoneMatch) else { return nil }
        match = EntityTagList(.ifMatch, head.fields)
        noneMatch = EntityTagList(.ifNoneMatch, head.fields)
    }

    /// Whether `If-Match` is absent or true for a representation (§13.1.1).
    ///
    /// - Parameter tag: `nil` if the representation has none.
    func matchIsTrue(_ tag: EntityTag?) -> Bool {
        guard let match, !match.isAny else { return true }
        return tag.map { tag in match.first { $0.namesStrongly(tag) } != nil } ?? false
    }

    /// The tag by which the client says that it has the representation already (§13.1.2); `nil` if it has another one or none.
    func known(_ tag: EntityTag) -> EntityTag? {
        guard let noneMatch else { return nil }
        return noneMatch.isAny ? tag : noneMatch.first { $0.namesStateOf(tag) }
    }

    /// Whether the tag of a resource decides about a change. Otherwise it is enough that the resource exists.
    var dependOnTag: Bool { [match, noneMatch].contains { $0?.isAny == false } }

    /// Whether no resource that exists may be changed.
    var forbidChange: Bool { noneMatch?.isAny == true }

    /// Whether a resource with this tag may be changed.
    func permitChange(_ tag: EntityTag) -> Bool { matchIsTrue(tag) && known(tag) == nil }

    /// Whether a request to a resource that has no representation may be processed (§13.1.1: no tag can match, not even `*`).
    var permitProcessing: Bool { match == nil }
}

extension Problem {
    /// The answer to a request whose precondition is false.
    static let preconditionFailed = Problem(
        .preconditionFailed,
        "the resource is not in the state that `If-Match` or `If-None-Match` asks for, so nothing was done; read it again for its `ETag`"
    )
}
