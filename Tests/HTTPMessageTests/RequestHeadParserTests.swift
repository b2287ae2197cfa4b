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

    static let accepted: [Accepted] = [
        Accepted(reason: "the least request", raw: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Accepted(reason: "empty Host (RFC 9112 §3.2)", raw: "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        Accepted(reason: "Host with port", raw: "GET / HTTP/1.1\r\nHost: a.b:8080\r\n\r\n"),
        Accepted(reason: "Host with empty port (RFC 3986 §3.2.3)", raw: "GET / HTTP/1.1\r\nHost: a:\r\n\r\n"),
        Accepted(reason: "Host is an IPv6 literal", raw: "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
        Accepted(reason: "Host of a later address family", raw: "GET / HTTP/1.1\r\nHost: [v1.a:b]\r\n\r\n"),
        Accepted(reason: "IPv4 in IPv6", raw: "GET / HTTP/1.1\r\nHost: [::ffff:127.0.0.1]\r\n\r\n"),
        Accepted(reason: "port with leading zeros", raw: "GET / HTTP/1.1\r\nHost: a:000080\r\n\r\n"),
        Accepted(
            reason: "Expect as a list (RFC 9110 §10.1.1)",
            raw: "POST / HTTP/1.1\r\nHost: a\r\nExpect: , 100-continue\r\nContent-Length: 1\r\n\r\n",
            method: .post,
            framing: .length(1),
            expectsContinue: true
        ),
        Accepted(reason: "Host percent-encoded", raw: "GET / HTTP/1.1\r\nHost: %61\r\n\r\n"),
        Accepted(reason: "field names in any case", raw: "GET / HTTP/1.1\r\nhOsT: a\r\n\r\n"),
        Accepted(reason: "no blank after the colon", raw: "GET / HTTP/1.1\r\nHost:a\r\n\r\n"),
        Accepted(reason: "blanks around a value", raw: "GET / HTTP/1.1\r\nHost: \t a \t \r\n\r\n"),
        Accepted(reason: "empty field value", raw: "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n"),
        Accepted(
            reason: "value with a tab and bytes beyond ASCII",
            raw: "GET / HTTP/1.1\r\nHost: a\r\nX: b\tä\r\n\r\n"
        ),
        Accepted(
            reason: "every tchar in a field name",
            raw: "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09aZ: b\r\n\r\n"
        ),
        Accepted(reason: "one empty line before (RFC 9112 §2.2)", raw: "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Accepted(reason: "two empty lines before", raw: "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Accepted(
            reason: "path and query",
            raw: "GET /a/b?c=d&e HTTP/1.1\r\nHost: a\r\n\r\n",
            path: "/a/b",
            query: "c=d&e"
        ),
        Accepted(reason: "empty query", raw: "GET /a? HTTP/1.1\r\nHost: a\r\n\r\n", path: "/a", query: ""),
        Accepted(reason: "second ? in the query", raw: "GET /?a?b HTTP/1.1\r\nHost: a\r\n\r\n", query: "a?b"),
        Accepted(reason: "percent-encoding kept", raw: "GET /%2F%e4 HTTP/1.1\r\nHost: a\r\n\r\n", path: "/%2F%e4"),
        Accepted(
            reason: "two slashes are a path, not an authority",
            raw: "GET //b/c HTTP/1.1\r\n\(host)\r\n",
            path: "//b/c"
        ),
        Accepted(
            reason: "every pchar",
            raw: "GET /-._~!$&'()*+,;=:@ HTTP/1.1\r\n\(host)\r\n",
            path: "/-._~!$&'()*+,;=:@"
        ),
        Accepted(
            reason: "absolute form (RFC 9112 §3.2.2)",
            raw: "GET http://b/c?d HTTP/1.1\r\n\(host)\r\n",
            path: "/c",
            query: "d"
        ),
        Accepted(
            reason: "absolute form, scheme in capitals",
            raw: "GET HTTP://b:80/c HTTP/1.1\r\n\(host)\r\n",
            path: "/c"
        ),
        Accepted(reason: "absolute form without path", raw: "GET http://b HTTP/1.1\r\n\(host)\r\n"),
        Accepted(reason: "absolute form, query only", raw: "GET http://b?c HTTP/1.1\r\n\(host)\r\n", query: "c"),
        Accepted(reason: "asterisk form", raw: "OPTIONS * HTTP/1.1\r\n\(host)\r\n", method: .options, path: "*"),
        Accepted(
            reason: "OPTIONS in absolute form without path (RFC 9112 §3.2.4)",
            raw: "OPTIONS http://b HTTP/1.1\r\n\(host)\r\n",
            method: .options,
            path: "*"
        ),
        Accepted(reason: "OPTIONS of a path", raw: "OPTIONS /a HTTP/1.1\r\n\(host)\r\n", method: .options, path: "/a"),
        Accepted(
            reason: "any token is a method",
            raw: "M-SEARCH / HTTP/1.1\r\n\(host)\r\n",
            method: HTTPMethod(token: "M-SEARCH")
        ),
        Accepted(
            reason: "methods are case-sensitive (RFC 9110 §9.1)",
            raw: "get / HTTP/1.1\r\n\(host)\r\n",
            method: HTTPMethod(token: "get")
        ),
        Accepted(reason: "HTTP/1.0 without Host", raw: "GET / HTTP/1.0\r\n\r\n", version: .http10, isPersistent: false),
        Accepted(
            reason: "HTTP/1.0 kept on request",
            raw: "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
            version: .http10
        ),
        Accepted(reason: "a higher minor version is 1.1 (RFC 9110 §2.5)", raw: "GET / HTTP/1.2\r\n\(host)\r\n"),
        Accepted(reason: "close", raw: "GET / HTTP/1.1\r\n\(host)Connection: close\r\n\r\n", isPersistent: false),
        Accepted(
            reason: "close in a list, in capitals",
            raw: "GET / HTTP/1.1\r\n\(host)Connection: te, CLOSE\r\n\r\n",
            isPersistent: false
        ),
        Accepted(
            reason: "close wins over keep-alive, in two fields",
            raw: "GET / HTTP/1.1\r\n\(host)Connection: close\r\nConnection: keep-alive\r\n\r\n",
            isPersistent: false
        ),
        Accepted(
            reason: "an option that only begins with close",
            raw: "GET / HTTP/1.1\r\n\(host)Connection: closed\r\n\r\n"
        ),
        Accepted(
            reason: "Content-Length",
            raw: "POST / HTTP/1.1\r\n\(host)Content-Length: 12\r\n\r\n",
            method: .post,
            framing: .length(12)
        ),
        Accepted(
            reason: "Content-Length with leading zeros",
            raw: "POST / HTTP/1.1\r\n\(host)Content-Length: 0012\r\n\r\n",
            method: .post,
            framing: .length(12)
        ),
        Accepted(
            reason: "Content-Length beyond 64 bits counts as too large (RFC 9110 §8.6)",
            raw: "POST / HTTP/1.1\r\n\(host)Content-Length: 99999999999999999999\r\n\r\n",
            method: .post,
            framing: .length(.max)
        ),
        Accepted(
            reason: "2^64 is not 0",
            raw: "POST / HTTP/1.1\r\n\(host)Content-Length: 18446744073709551616\r\n\r\n",
            method: .post,
            framing: .length(.max)
        ),
        Accepted(
            reason: "GET may have a body",
            raw: "GET / HTTP/1.1\r\n\(host)Content-Length: 1\r\n\r\n",
            framing: .length(1)
        ),
        Accepted(
            reason: "chunked",
            raw: "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n",
            method: .post,
            framing: .chunked
        ),
        Accepted(
            reason: "codings in any case (RFC 9112 §7)",
            raw: "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: Chunked\r\n\r\n",
            method: .post,
            framing: .chunked
        ),
        Accepted(
            reason: "Expect in any case (RFC 9110 §10.1.1)",
            raw: "POST / HTTP/1.1\r\n\(host)Expect: 100-Continue\r\nContent-Length: 1\r\n\r\n",
            method: .post,
            framing: .length(1),
            expectsContinue: true
        ),
        Accepted(
            reason: "HTTP/1.0 cannot expect (RFC 9110 §10.1.1)",
            raw: "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
            method: .post,
            version: .http10,
            framing: .length(1),
            isPersistent: false
        ),
    ]

    static let refused: [Refused] = [
        Refused("TLS on a plain port", "\u{16}\u{3}\u{1}\r\n\r\n", .requestLine),
        Refused("blank before the method", " GET / HTTP/1.1\r\n\(host)\r\n", .requestLine),
        Refused("lone LF before the request line", "\nGET / HTTP/1.1\r\n\(host)\r\n", .requestLine),
        Refused("lone CR before the request line", "\rGET / HTTP/1.1\r\n\(host)\r\n", .lineEnding),
        Refused("request line of HTTP/0.9", "GET /\r\n\r\n", .requestLine),
        Refused("method alone", "GET\r\n\r\n", .requestLine),
        Refused("two spaces after the method (RFC 9112 §3)", "GET  / HTTP/1.1\r\n\(host)\r\n", .version),
        Refused("two spaces after the target", "GET /  HTTP/1.1\r\n\(host)\r\n", .version),
        Refused("tab for a space", "GET\t/ HTTP/1.1\r\n\(host)\r\n", .requestLine),
        Refused("space at the end of the line", "GET / HTTP/1.1 \r\n\(host)\r\n", .version),
        Refused("space in the target", "GET /a b HTTP/1.1\r\n\(host)\r\n", .version),
        Refused("method is no token", "G(T / HTTP/1.1\r\n\(host)\r\n", .requestLine),
        Refused("request line ends in a lone LF", "GET / HTTP/1.1\n\(host)\r\n", .lineEnding),
        Refused("field line ends in a lone LF", "GET / HTTP/1.1\r\nHost: a\n\r\n", .lineEnding),
        Refused("head ends in a lone LF", "GET / HTTP/1.1\r\nHost: a\r\n\n", .lineEnding),
        Refused("CR CR LF", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", .fieldValue),
        Refused("lone CR in the request line", "GET /\r HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("version in small letters (RFC 9112 §2.3)", "GET / http/1.1\r\n\(host)\r\n", .version),
        Refused("version of two digits", "GET / HTTP/1.10\r\n\(host)\r\n", .version),
        Refused("version without minor", "GET / HTTP/1\r\n\(host)\r\n", .version),
        Refused("version with a comma", "GET / HTTP/1,1\r\n\(host)\r\n", .version),
        Refused("another protocol", "GET / ICAP/1.0\r\n\(host)\r\n", .version),
        Refused("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
        Refused("HTTP/3", "GET / HTTP/3.0\r\n\(host)\r\n", .unsupportedVersion),
        Refused("HTTP/0.9 named", "GET / HTTP/0.9\r\n\(host)\r\n", .unsupportedVersion),
        Refused("target without a slash", "GET a HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("empty target", "GET  HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("fragment in the target (RFC 9112 §3.2)", "GET /#a HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("% without digits", "GET /% HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("% with one digit", "GET /%2 HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("% with other letters", "GET /%zz HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("raw byte beyond ASCII", "GET /ä HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("NUL in the target", "GET /\0 HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("DEL in the target", "GET /\u{7F} HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("backslash in the target", "GET /a\\b HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("quote in the query", "GET /?a=\"b\" HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("asterisk form with GET (RFC 9112 §3.2.4)", "GET * HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("asterisk and more", "OPTIONS *a HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("absolute form without host (RFC 9110 §4.2.1)", "GET http:///a HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("absolute form with port alone", "GET http://:80/ HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("user information (RFC 9110 §4.2.4)", "GET http://u:p@b/ HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("another scheme", "GET ftp://b/ HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("one slash after the scheme", "GET http:/b/ HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("https without TLS (RFC 9110 §7.4)", "GET https://b/ HTTP/1.1\r\n\(host)\r\n", .misdirected),
        Refused("CONNECT (RFC 9110 §9.3.6)", "CONNECT b:443 HTTP/1.1\r\n\(host)\r\n", .unsupportedMethod(.connect)),
        Refused("CONNECT without a port (RFC 9112 §3.2.3)", "CONNECT b HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("CONNECT of a path", "CONNECT / HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("no Host (RFC 9112 §3.2)", "GET / HTTP/1.1\r\n\r\n", .host),
        Refused("two Hosts", "GET / HTTP/1.1\r\n\(host)Host: b\r\n\r\n", .host),
        Refused("the same Host twice", "GET / HTTP/1.1\r\n\(host)\(host)\r\n", .host),
        Refused("two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\n\(host)\(host)\r\n", .host),
        Refused("Host with a list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .host),
        Refused("Host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .host),
        Refused("Host with user information", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", .host),
        Refused("Host with a port in letters", "GET / HTTP/1.1\r\nHost: a:x\r\n\r\n", .host),
        Refused("Host with two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", .host),
        Refused("Host with an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", .host),
        Refused("Host with empty brackets", "GET / HTTP/1.1\r\nHost: []\r\n\r\n", .host),
        Refused("Host with brackets around no address", "GET / HTTP/1.1\r\nHost: [a]\r\n\r\n", .host),
        Refused("Host with nine groups", "GET / HTTP/1.1\r\nHost: [1:2:3:4:5:6:7:8:9]\r\n\r\n", .host),
        Refused("Host with a zone (RFC 3986 §3.2.2)", "GET / HTTP/1.1\r\nHost: [fe80::1%25e]\r\n\r\n", .host),
        Refused("Host with a port beyond 16 bits", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", .host),
        Refused("CONNECT of a bare address", "CONNECT [::1] HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("CONNECT without a host", "CONNECT :443 HTTP/1.1\r\n\(host)\r\n", .target),
        Refused("CONNECT with an empty port", "CONNECT b: HTTP/1.1\r\n\(host)\r\n", .target),
        Refused(
            "an empty coding is no coding",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: , chunked\r\n\r\n",
            .transferEncoding
        ),
        Refused("folded line (RFC 9112 §5.2)", "GET / HTTP/1.1\r\n\(host)X: a\r\n b\r\n\r\n", .foldedLine),
        Refused("folded by a tab", "GET / HTTP/1.1\r\n\(host)X: a\r\n\tb\r\n\r\n", .foldedLine),
        Refused("blank before the first field (RFC 9112 §2.2)", "GET / HTTP/1.1\r\n \(host)\r\n", .foldedLine),
        Refused("space before the colon (RFC 9112 §5.1)", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", .spaceBeforeColon),
        Refused("tab before the colon", "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n", .spaceBeforeColon),
        Refused("no colon", "GET / HTTP/1.1\r\n\(host)X\r\n\r\n", .fieldName),
        Refused("no name", "GET / HTTP/1.1\r\n\(host): a\r\n\r\n", .fieldName),
        Refused("name with a slash", "GET / HTTP/1.1\r\n\(host)a/b: c\r\n\r\n", .fieldName),
        Refused("name beyond ASCII", "GET / HTTP/1.1\r\n\(host)ä: c\r\n\r\n", .fieldName),
        Refused("NUL in a name", "GET / HTTP/1.1\r\n\(host)a\0: c\r\n\r\n", .fieldName),
        Refused("NUL in a value (RFC 9110 §5.5)", "GET / HTTP/1.1\r\n\(host)a: b\0c\r\n\r\n", .fieldValue),
        Refused("CR in a value", "GET / HTTP/1.1\r\n\(host)a: b\rc\r\n\r\n", .fieldValue),
        Refused("escape in a value", "GET / HTTP/1.1\r\n\(host)a: \u{1B}\r\n\r\n", .fieldValue),
        Refused("DEL in a value", "GET / HTTP/1.1\r\n\(host)a: \u{7F}\r\n\r\n", .fieldValue),
        Refused("Content-Length with a sign", "POST / HTTP/1.1\r\n\(host)Content-Length: +3\r\n\r\n", .contentLength),
        Refused("negative Content-Length", "POST / HTTP/1.1\r\n\(host)Content-Length: -1\r\n\r\n", .contentLength),
        Refused("empty Content-Length", "POST / HTTP/1.1\r\n\(host)Content-Length:\r\n\r\n", .contentLength),
        Refused(
            "Content-Length in hexadecimal",
            "POST / HTTP/1.1\r\n\(host)Content-Length: 0x3\r\n\r\n",
            .contentLength
        ),
        Refused(
            "Content-Length with a fraction",
            "POST / HTTP/1.1\r\n\(host)Content-Length: 3.0\r\n\r\n",
            .contentLength
        ),
        Refused(
            "Content-Length with a blank inside",
            "POST / HTTP/1.1\r\n\(host)Content-Length: 1 2\r\n\r\n",
            .contentLength
        ),
        Refused(
            "Content-Length in other digits",
            "POST / HTTP/1.1\r\n\(host)Content-Length: ٣\r\n\r\n",
            .contentLength
        ),
        Refused(
            "two Content-Lengths",
            "POST / HTTP/1.1\r\n\(host)Content-Length: 3\r\nContent-Length: 4\r\n\r\n",
            .contentLength
        ),
        Refused(
            "the same Content-Length twice",
            "POST / HTTP/1.1\r\n\(host)Content-Length: 3\r\nContent-Length: 3\r\n\r\n",
            .contentLength
        ),
        Refused("Content-Length as a list", "POST / HTTP/1.1\r\n\(host)Content-Length: 3, 3\r\n\r\n", .contentLength),
        Refused(
            "both framings (RFC 9112 §6.1)",
            "POST / HTTP/1.1\r\n\(host)Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            .ambiguousLength
        ),
        Refused(
            "both framings, the other way round",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
            .ambiguousLength
        ),
        Refused(
            "chunked in HTTP/1.0 (RFC 9112 §6.1)",
            "POST / HTTP/1.0\r\n\(host)Transfer-Encoding: chunked\r\n\r\n",
            .transferEncoding
        ),
        Refused(
            "chunked is not last (RFC 9112 §6.3)",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked, gzip\r\n\r\n",
            .transferEncoding
        ),
        Refused("no chunked", "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip\r\n\r\n", .transferEncoding),
        Refused("identity", "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: identity\r\n\r\n", .transferEncoding),
        Refused("empty coding", "POST / HTTP/1.1\r\n\(host)Transfer-Encoding:\r\n\r\n", .transferEncoding),
        Refused(
            "a coding like chunked",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: xchunked\r\n\r\n",
            .transferEncoding
        ),
        Refused(
            "chunked with a parameter (RFC 9112 §7)",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked;a=b\r\n\r\n",
            .transferEncoding
        ),
        Refused(
            "chunked in quotes",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: \"chunked\"\r\n\r\n",
            .transferEncoding
        ),
        Refused(
            "chunked twice",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked, chunked\r\n\r\n",
            .transferEncoding
        ),
        Refused(
            "chunked twice, in two fields",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            .transferEncoding
        ),
        Refused(
            "chunked hidden by a vertical tab",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: \u{B}chunked\r\n\r\n",
            .fieldValue
        ),
        Refused(
            "Transfer-Encoding with a blank before the colon",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding : chunked\r\n\r\n",
            .spaceBeforeColon
        ),
        Refused(
            "a coding before chunked (RFC 9112 §6.1)",
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip, chunked\r\n\r\n",
            .unsupportedTransferCoding
        ),
        Refused(
            "an unknown expectation (RFC 9110 §10.1.1)",
            "POST / HTTP/1.1\r\n\(host)Expect: 200-ok\r\n\r\n",
            .unknownExpectation
        ),
    ]

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
