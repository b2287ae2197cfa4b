import Testing

@testable import HTTPMessage

@Suite("RequestHeadParser")
struct RequestHeadParserTests {
    struct Accepted: CustomTestStringConvertible, Sendable {
        var reason: String
        var raw: String
        var method = HTTPMethod.get
        var path = "/"
        var query: String?
        var version = HTTPVersion.http11
        var framing = BodyFraming.length(0)
        var isPersistent = true
        var expectsContinue = false
        var testDescription: String { reason }
    }

    struct Refused: CustomTestStringConvertible, Sendable {
        var reason: String
        var raw: String
        var rejection: RequestRejection
        var testDescription: String { reason }

        init(_ reason: String, _ raw: String, _ fault: MalformedRequest) {
            self.init(reason, raw, .malformed(fault))
        }

        init(_ reason: String, _ raw: String, _ rejection: RequestRejection) {
            self.reason = reason
            self.raw = raw
            self.rejection = rejection
        }
    }

    static let host = "Host: a\r\n"

    @Test(
        "the host of an absolute target replaces Host (RFC 9112 §3.2.2)",
        arguments: [
            ("GET http://b/c HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n", "b"),
            ("GET http://b:80/c HTTP/1.1\r\nHost: a:9\r\n\r\n", "b:80"),
            ("GET http://b?c HTTP/1.1\r\nHost: a\r\n\r\n", "b"),
            ("GET http://b HTTP/1.0\r\n\r\n", "b"), ("GET /c HTTP/1.1\r\nHost: a\r\n\r\n", "a"),
        ]
    )
    func absoluteHost(_ raw: String, _ host: String) throws {
        var parser = RequestHeadParser(limits: RequestLimits())
        let parsed = try #require(try parse([Array(raw.utf8)], with: &parser))
        #expect(parsed.head.fields[.host] == [host])
    }

    @Test("accepts", arguments: accepted)
    func accepts(row: Accepted) throws {
        for slices in slicings(of: row.raw + "rest") {
            var parser = RequestHeadParser(limits: RequestLimits())
            let parsed = try #require(try parse(slices, with: &parser))
            #expect(parsed.head.method == row.method)
            #expect(parsed.head.path == row.path)
            #expect(parsed.head.query == row.query)
            #expect(parsed.head.version == row.version)
            #expect(parsed.framing == row.framing)
            #expect(parsed.isPersistent == row.isPersistent)
            #expect(parsed.expectsContinue == row.expectsContinue)
        }
    }

    @Test("refuses", arguments: refused)
    func refuses(row: Refused) {
        for slices in slicings(of: row.raw) {
            var parser = RequestHeadParser(limits: RequestLimits())
            #expect(throws: row.rejection) { try parse(slices, with: &parser) }
        }
    }

    @Test("reads the head only, and is ready for the next one")
    func leavesTheRest() throws {
        let first = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
        let bytes = Array((first + "GET /b HTTP/1.1\r\nHost: a\r\n\r\n").utf8)
        var parser = RequestHeadParser(limits: RequestLimits())
        let step = try bytes.withUnsafeBytes { try parser.parse($0) }
        guard case .complete(let parsed, let consumed) = step else {
            Issue.record("the head is complete")
            return
        }
        #expect(parsed.head.path == "/a")
        #expect(consumed == first.utf8.count)
        #expect(try parse([Array(bytes[consumed...])], with: &parser)?.head.path == "/b")
    }

    @Test("keeps repeated fields in order, and distinguishes one from several")
    func keepsRepeatedFields() throws {
        var parser = RequestHeadParser(limits: RequestLimits())
        let raw = "GET / HTTP/1.1\r\nHost: a\r\nACCEPT: b\r\nX: c\r\naccept:  d e \r\n\r\n"
        let fields = try #require(try parse([Array(raw.utf8)], with: &parser)).head.fields
        #expect(fields[.accept] == ["b", "d e"])
        #expect(fields.only(.accept) == nil)
        #expect(fields.only(.host) == "a")
        #expect(fields.only(.contentType) == nil)
        #expect(fields.count == 4)
    }

    @Test("the request line may have exactly its limit", arguments: [0, 1])
    func limitsRequestLine(excess: Int) throws {
        var limits = RequestLimits()
        limits.requestLineBytes = 30
        let path = String(repeating: "a", count: 30 - "GET / HTTP/1.1".utf8.count + excess)
        for slices in slicings(of: "GET /\(path) HTTP/1.1\r\nHost: a\r\n\r\n") {
            var parser = RequestHeadParser(limits: limits)
            if excess == 0 {
                #expect(try parse(slices, with: &parser) != nil)
            } else {
                #expect(throws: RequestRejection.requestLineTooLong(limit: 30)) { try parse(slices, with: &parser) }
            }
        }
    }

    @Test("the head may have exactly its limit", arguments: [0, 1])
    func limitsHead(excess: Int) throws {
        var limits = RequestLimits()
        limits.headBytes = 60
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        let value = String(repeating: "b", count: 60 - start.utf8.count - 4 + excess)
        for slices in slicings(of: start + value + "\r\n\r\n") {
            var parser = RequestHeadParser(limits: limits)
            if excess == 0 {
                #expect(try parse(slices, with: &parser) != nil)
            } else {
                #expect(throws: RequestRejection.headTooLarge(limit: 60)) { try parse(slices, with: &parser) }
            }
        }
    }

    @Test("there may be exactly as many fields as the limit", arguments: [0, 1])
    func limitsFields(excess: Int) throws {
        let fields = String(repeating: "X: a\r\n", count: 99 + excess)
        var parser = RequestHeadParser(limits: RequestLimits())
        let slices = [Array("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8)]
        if excess == 0 {
            #expect(try parse(slices, with: &parser)?.head.fields.count == 100)
        } else {
            #expect(throws: RequestRejection.tooManyFields(limit: 100)) { try parse(slices, with: &parser) }
        }
    }

    private func parse(_ slices: [[UInt8]], with parser: inout RequestHeadParser) throws -> ParsedHead? {
        for slice in slices {
            let step = try slice.withUnsafeBytes { try parser.parse($0) }
            if case .complete(let parsed, _) = step { return parsed }
        }
        return nil
    }
}
