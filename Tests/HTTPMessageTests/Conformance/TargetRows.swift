/// The forms of a target, and `Host`.
enum TargetRows {
    static let all: [ConformanceRow] = [
        ConformanceRow("§3.2.1", "a path", "GET /a/b HTTP/1.1\r\nHost: h\r\n\r\n", ["200 /a/b"], .kept),
        ConformanceRow(
            "§3.2.1",
            "the query does not belong to the path",
            "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow("§3.2.1", "an empty query", "GET /? HTTP/1.1\r\nHost: h\r\n\r\n", ["200 /"], .kept),
        ConformanceRow(
            "§3.2.1",
            "two slashes are no authority",
            "GET //a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 //a"],
            .kept
        ),
        ConformanceRow(
            "RFC 3986 §2.1",
            "percent-encoding is kept",
            "GET /a%20b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a%20b"],
            .kept
        ),
        ConformanceRow(
            "RFC 3986 §5.2.4",
            "dot segments are left to the application",
            "GET /.. HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /.."],
            .kept
        ),
        ConformanceRow(
            "RFC 3986 §3.3",
            "every punctuation mark of a path",
            "GET /a;b=c:@!$&'()*+, HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a;b=c:@!$&'()*+,"],
            .kept
        ),
        ConformanceRow("§3.2.2", "absolute form", "GET http://i/a HTTP/1.1\r\nHost: h\r\n\r\n", ["200 /a"], .kept),
        ConformanceRow(
            "§3.2.2",
            "absolute form with port and query",
            "GET http://i:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "§3.2.2",
            "absolute form without path",
            "GET http://i HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /"],
            .kept
        ),
        ConformanceRow(
            "RFC 3986 §3.1",
            "schemes are compared without regard to case",
            "GET HTTP://I/a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 3986 §3.2.2",
            "absolute form with an address",
            "GET http://[::1]/a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow("§3.2", "no slash", "GET a HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "§3.2.4",
            "asterisk form without OPTIONS",
            "GET * HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§3.2.3",
            "authority form without CONNECT",
            "GET h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("§3.2", "a fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("RFC 3986 §2.1", "half an encoding", "GET /a% HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("RFC 3986 §2.1", "half an encoding", "GET /a%4 HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "RFC 3986 §2.1",
            "an encoding with a letter that is no hexadecimal digit",
            "GET /a%4g HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 3986 §2",
            "a raw byte beyond ASCII",
            "GET /\u{E9} HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("RFC 3986 §2", "a backslash", "GET /a\\b HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("RFC 3986 §2", "angle brackets", "GET /<a> HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("RFC 3986 §2", "braces", "GET /{a} HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("RFC 3986 §2", "a bar", "GET /a|b HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§3.2", "a tab", "GET /a\tb HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§3.2", "a NUL", "GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§3.2", "a lone CR", "GET /a\rb HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "RFC 3986 §3.2.2",
            "brackets in a path",
            "GET /[a] HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §4.2.4",
            "user information",
            "GET http://u@i/a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("RFC 9110 §4.2.1", "no host", "GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "RFC 3986 §3.2.3",
            "a port of letters",
            "GET http://i:x/a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 3986 §3.2.3",
            "a port beyond 16 bits",
            "GET http://i:99999/a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 3986 §3.2.2",
            "brackets around no address",
            "GET http://[::g]/a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("§3.2.2", "another scheme", "GET ws://i/a HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§3.2.2", "a scheme alone", "GET http: HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "RFC 9110 §7.4",
            "https on a plain connection",
            "GET https://i/a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["421 "],
            .closed
        ),
        ConformanceRow("§3.2", "HTTP/1.1 without Host", "GET /a HTTP/1.1\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "§3.2",
            "without Host, although the target has a host",
            "GET http://h/a HTTP/1.1\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("§3.2", "an empty Host is valid", "GET /a HTTP/1.1\r\nHost:\r\n\r\n", ["200 /a"], .kept),
        ConformanceRow("§3.2", "Host with a path", "GET /a HTTP/1.1\r\nHost: h/a\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§3.2", "Host with a list", "GET /a HTTP/1.1\r\nHost: h,i\r\n\r\n", ["200 /a"], .kept),
        ConformanceRow("§3.2", "Host with an inner blank", "GET /a HTTP/1.1\r\nHost: h i\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§3.2", "Host with user information", "GET /a HTTP/1.1\r\nHost: u@h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "§3.2",
            "Host with a broken address",
            "GET /a HTTP/1.1\r\nHost: [::1\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§3.2",
            "Host with a byte after the address",
            "GET /a HTTP/1.1\r\nHost: [::1]a\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("§3.2", "Host as a URL", "GET /a HTTP/1.1\r\nHost: http://h\r\n\r\n", ["400 "], .closed),
    ]
}
