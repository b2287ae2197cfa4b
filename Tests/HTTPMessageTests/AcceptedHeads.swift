@testable import HTTPMessage

/// Heads that the parser accepts, and what it reads.
extension RequestHeadParserTests {
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
}
