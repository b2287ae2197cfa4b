import HTTPMessage
import Synchronization

/// An answer that is always the same. It is made and compressed when it is first asked for, and has a strong entity tag for each coding.
final class ConstantAnswer: Sendable {
    private struct Coded {
        let plain: [UInt8]
        let tag: EntityTag
        /// Other bytes need another strong tag (RFC 9110 §8.8.3.3).
        let compressedTag: EntityTag
        /// `nil` if compression does not make it shorter.
        let compressed: [UInt8]?
        let status: HTTPStatus
    }

    /// What was made, and how long it is kept; `nil` for ever.
    private struct Kept {
        let coded: Coded
        let end: ContinuousClock.Instant?

        var isValid: Bool { end.map { ContinuousClock.now < $0 } ?? true }
    }

    private let source: @Sendable () -> [UInt8]?
    private let fallback: [UInt8]
    private let type: HTTPFieldValue
    private let policy: @Sendable () -> HTTPFieldValue?
    private let fallbackStatus: HTTPStatus
    private let retry: Duration
    private let kept = Mutex<Kept?>(nil)

    /// - Parameters:
    ///   - source: returns the body, which is kept; `nil` if there is none for now.
    ///   - fallback: the body while there is none.
    ///   - fallbackStatus: that of the answer with the fallback.
    ///   - retry: how long the fallback is the answer, before the source is asked again.
    ///   - policy: what a browser may load for it; nothing by default. It is made for an answer, because the first digest of a process
    ///     takes two milliseconds.
    init(
        _ source: @escaping @Sendable () -> [UInt8]?,
        fallback: [UInt8] = [],
        fallbackStatus: HTTPStatus = .ok,
        retry: Duration = .seconds(10),
        type: HTTPFieldValue,
        policy: @autoclosure @escaping @Sendable () -> HTTPFieldValue? = nil
    ) {
        self.source = source
        self.fallback = fallback
        self.fallbackStatus = fallbackStatus
        self.retry = retry
        self.type = type
        self.policy = policy
    }

    /// The answer at once if it is made already. Otherwise a worker makes it: compression takes milliseconds, and the disk may be slow.
    func plan(for head: RequestHead, _ bounds: ProcessBounds) -> RequestPlan {
        if let response = keptResponse(to: head) { return .respond(response) }
        return .answer(on: .brief, bounds) { _ in self.response(to: head) }
    }

    /// The answer if it is made already. Never blocks; `nil` sends the caller to ``response(to:)`` on a worker.
    func keptResponse(to head: RequestHead) -> Response? {
        guard let kept = kept.withLockIfAvailable(\.self) ?? nil, kept.isValid else { return nil }
        return response(kept.coded, to: head)
    }

    /// The answer, or 304 for a client that has it (RFC 9110 §13.1.2). Making it may take a while.
    func response(to head: RequestHead) -> Response {
        let coded = kept.withLock { kept in
            if let kept, kept.isValid { return kept.coded }
            let body = source()
            let coded = Self.coded(body ?? fallback, body == nil ? fallbackStatus : .ok)
            kept = Kept(coded: coded, end: body == nil ? .now + retry : nil)
            return coded
        }
        return response(coded, to: head)
    }

    private func response(_ coded: Coded, to head: RequestHead) -> Response {
        var response = Response(status: coded.status, body: coded.plain)
        var isCompressed = false
        if let compressed = coded.compressed, AcceptedCodings(head.fields[.acceptEncoding]).prefersGzip {
            isCompressed = true
            response.body = compressed
            response.fields.append(.contentEncoding, "gzip")
        }
        response.fields.append(.contentType, type)
        if let policy = policy() { response.fields.append(.contentSecurityPolicy, policy) }
        // Nobody keeps a failure.
        guard coded.status == .ok else { return response }
        response.fields.append(.cacheControl, "public, max-age=0, must-revalidate")
        let tag = isCompressed ? coded.compressedTag : coded.tag
        if let value = HTTPFieldValue(tag.text) { response.fields.append(.entityTag, value) }
        if EntityTagList(.ifNoneMatch, head.fields)?.contains(tag) == true {
            response.status = .notModified
            response.body = []
        }
        return response
    }

    private static func coded(_ bytes: [UInt8], _ status: HTTPStatus) -> Coded {
        // A short one stays as it is; `AnswerFields` decides in the same way.
        let short =
            bytes.count > GzipEncoder.leastBytes ? GzipEncoder.encode(bytes, level: GzipEncoder.bestLevel) : nil
        return Coded(
            plain: bytes,
            tag: EntityTag(ofBody: bytes, isCompressed: false),
            compressedTag: EntityTag(ofBody: bytes, isCompressed: true),
            compressed: short.flatMap { $0.count < bytes.count ? $0 : nil },
            status: status
        )
    }
}
