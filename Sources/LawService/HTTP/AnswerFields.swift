import HTTPMessage
import JSONText
import Logging
import Synchronization
import Telemetry

/// Completes the answers to one request: the fields that every answer has, revalidation, compression, and a log line for
/// each failure of the service.
struct AnswerFields: Sendable {
    /// How caches may keep an answer.
    enum Caching: Sendable {
        /// Not at all (RFC 9111 §5.2.2.5).
        case never
        /// They may keep it, and must ask each time whether it is still current.
        case revalidated
    }

    private let started: Tick.Instant
    let note: RequestNote
    private let acceptsGzip: Bool
    private let preconditions: Preconditions?
    private let isRead: Bool
    /// The page that may read the answer.
    var origin: HTTPFieldValue?
    /// Whether answers differ between origins.
    var dependsOnOrigin = false
    var caching = Caching.never

    /// - Parameter head: nil if the head was refused.
    init(_ head: RequestHead?, _ route: RouteName) {
        started = .now
        note = RequestNote(route, RequestIdentity(head))
        guard let head else {
            (acceptsGzip, preconditions, isRead) = (false, nil, false)
            return
        }
        acceptsGzip = AcceptedCodings(head.fields[.acceptEncoding]).prefersGzip
        isRead = head.method == .get || head.method == .head
        preconditions = isRead ? Preconditions(head) : nil
    }

    /// The answer with all its fields.
    ///
    /// - Parameters:
    ///   - work: the time that workers have spent.
    ///   - isWanted: whether the client still waits.
    func finished(_ response: consuming Response, work: Duration? = nil, isWanted: Bool = true) -> Response {
        checkPreconditions(&response)
        response.fields.makeRoom()
        if let level = Self.failureLevel(response.status, isWanted: isWanted) { logFailure(response, level) }
        let mayKeep = caching == .revalidated && isRead && (response.status == .ok || response.status == .notModified)
        let (hasPolicy, hasCaching) = (
            response.fields.contains(.contentSecurityPolicy), response.fields.contains(.cacheControl)
        )
        if !mayKeep, !hasPolicy, !hasCaching {
            response.fields.append(contentsOf: Self.strict)
        } else {
            response.fields.append(.xContentTypeOptions, Self.noSniffing)
            if !hasPolicy { response.fields.append(.contentSecurityPolicy, Self.strictPolicy) }
            if !hasCaching { response.fields.append(.cacheControl, mayKeep ? Self.revalidation : Self.noStore) }
        }
        let isCompressible =
            response.body.count > GzipEncoder.leastBytes || response.status == .notModified
            || response.fields.contains(.contentEncoding)
        vary(&response, isCompressible: isCompressible)
        compress(&response)
        appendOrigin(&response)
        var id = note.identity.requestID
        id.withUTF8 { response.fields.append(.requestID, written: $0) }
        if let trace = note.identity.trace, let value = HTTPFieldValue(trace.traceparent) {
            response.fields.append(.traceparent, value)
        }
        ServerTiming.append(total: started.duration(to: .now), work: work, to: &response.fields)
        response.note = note
        return response
    }

    /// Nothing may be loaded by an answer that a browser shows as a document, and no page may frame it.
    private static let strictPolicy: HTTPFieldValue = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
    private static let noSniffing: HTTPFieldValue = "nosniff"
    private static let noStore: HTTPFieldValue = "no-store"
    /// What most answers say.
    private static let strict: HTTPFields = {
        var fields = HTTPFields()
        fields.append(.xContentTypeOptions, noSniffing)
        fields.append(.contentSecurityPolicy, strictPolicy)
        fields.append(.cacheControl, noStore)
        return fields
    }()
    /// `private`, because a token may have been needed.
    private static let revalidation: HTTPFieldValue = "private, max-age=0, must-revalidate"

    /// Adds the entity tag of an answer that may be kept. Answers 304 to a client that has this very answer (RFC 9110 §13.1.2), and 412 to
    /// one that wants another (§13.1.1).
    private func checkPreconditions(_ response: inout Response) {
        guard isRead, response.status == .ok, caching == .revalidated || preconditions != nil else { return }
        guard caching == .revalidated else {
            // An answer with a tag of its own has looked at `If-None-Match` already.
            let own = response.fields.only(.entityTag).flatMap { EntityTag($0) }
            if preconditions?.matchIsTrue(own) == false { response = Problem.preconditionFailed.response() }
            return
        }
        var tag = EntityTag(ofBody: response.body, isCompressed: mayCompress(response))
        guard preconditions?.matchIsTrue(tag) != false else {
            response = Problem.preconditionFailed.response()
            return
        }
        if let known = preconditions?.known(tag) {
            tag = known
            response.status = .notModified
            response.body = []
        }
        if let value = HTTPFieldValue(tag.text) { response.fields.append(.entityTag, value) }
    }

    private func mayCompress(_ response: Response) -> Bool {
        acceptsGzip && response.body.count > GzipEncoder.leastBytes && !response.fields.contains(.contentEncoding)
    }

    private func vary(_ response: inout Response, isCompressible: Bool) {
        switch (isCompressible, dependsOnOrigin) {
        case (false, false): break
        case (true, false): response.fields.append(.vary, "Accept-Encoding")
        case (false, true): response.fields.append(.vary, "Origin")
        case (true, true): response.fields.append(.vary, "Accept-Encoding, Origin")
        }
    }

    private func compress(_ response: inout Response) {
        guard mayCompress(response), let compressed = GzipEncoder.encode(response.body),
            compressed.count < response.body.count
        else { return }
        response.body = compressed
        response.fields.append(.contentEncoding, "gzip")
    }

    private func appendOrigin(_ response: inout Response) {
        guard let origin else { return }
        response.fields.append(.allowOrigin, origin)
        response.fields.append(
            .exposeHeaders,
            "ETag, Location, Retry-After, Server-Timing, WWW-Authenticate, X-Request-Id"
        )
    }

    /// The level of the line about a failure of the service; `nil` if the answer is none.
    static func failureLevel(_ status: HTTPStatus, isWanted: Bool) -> Logger.Level? {
        switch status {
        // The client asks for a part or a version of HTTP that does not exist here.
        case .notImplemented, .httpVersionNotSupported: nil
        // Nobody gets this answer: the work ended because the client has gone.
        case .serviceUnavailable: isWanted ? .warning : nil
        default: status.code >= 500 ? .error : nil
        }
    }

    /// Clients read a short sentence; the operator must find it in the log, with the lines of the cause under the same id.
    private func logFailure(_ response: Response, _ level: Logger.Level) {
        RequestIdentity.$current.withValue(note.identity) {
            Logger(label: "requests").log(
                level: level,
                "a request failed",
                metadata: [
                    "status": "\(response.status.code)", "detail": "\(Self.detail(response.body))",
                    "route": "\(note.route.text)",
                ]
            )
        }
    }
}

extension AnswerFields {
    /// The sentence of a problem document.
    fileprivate static func detail(_ body: [UInt8]) -> String {
        do {
            guard case .object(let problem) = try JSONValue.parse(body),
                case .string(let text)? = problem.members.first(where: { $0.key == "detail" })?.value
            else { return "the answer has no detail" }
            return text
        } catch {
            return "the answer is no problem document"
        }
    }
}

extension RequestIdentity {
    /// The identity that a request shows; a new one if its head was refused.
    init(_ head: RequestHead?) {
        self.init(requestID: head?.fields.only(.requestID), traceparent: head?.fields.only(.traceparent))
    }
}

/// `Server-Timing` (W3C): how long the service had the request, in milliseconds.
private enum ServerTiming {
    static func append(total: Duration, work: Duration?, to fields: inout HTTPFields) {
        var text = ByteWriter(capacity: 64)
        text.append(literal: "total;dur=")
        append(total, to: &text)
        if let work {
            text.append(literal: ", work;dur=")
            append(work, to: &text)
        }
        text.withBytes { fields.append(.serverTiming, written: $0) }
    }

    private static func append(_ duration: Duration, to text: inout ByteWriter) {
        let microseconds = duration.wholeMicroseconds
        text.append(digits: microseconds / 1_000, atLeast: 1)
        text.append(UInt8(ascii: "."))
        text.append(digits: microseconds % 1_000, atLeast: 3)
    }
}

/// Passes a body on, and completes the answer.
final class FinishedBody: BodyReceiver {
    private let receiver: any BodyReceiver
    private let answer: AnswerFields
    private var work = Duration.zero
    /// Another thread sets it while a worker has the body.
    private let hasDeparted = Atomic<Bool>(false)

    init(_ receiver: any BodyReceiver, _ answer: AnswerFields) {
        self.receiver = receiver
        self.answer = answer
    }

    var lane: WorkLane { receiver.lane }

    func mayFinish() -> Bool { RequestIdentity.$current.withValue(answer.note.identity) { receiver.mayFinish() } }

    func cancel(isDraining: Bool) {
        if !isDraining { hasDeparted.store(true, ordering: .relaxed) }
        receiver.cancel(isDraining: isDraining)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Response? {
        let began = Tick.Instant.now
        let early = RequestIdentity.$current.withValue(answer.note.identity) { receiver.receive(bytes) }
        work += began.duration(to: .now)
        return early.map { answer.finished($0, work: work, isWanted: isWanted) }
    }

    func finish() -> Response {
        let began = Tick.Instant.now
        let response = RequestIdentity.$current.withValue(answer.note.identity) { receiver.finish() }
        return answer.finished(response, work: work + began.duration(to: .now), isWanted: isWanted)
    }

    private var isWanted: Bool { !hasDeparted.load(ordering: .relaxed) }
}
