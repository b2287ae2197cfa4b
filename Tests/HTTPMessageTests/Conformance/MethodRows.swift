/// Methods and versions.
enum MethodRows {
    static let all: [ConformanceRow] = [
        ConformanceRow(
            "RFC 9110 §9.3.2",
            "HEAD has no body",
            "HEAD /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 ", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.3.2",
            "a refused HEAD has no body",
            "HEAD /a HTTP/1.1\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §9.3.7",
            "OPTIONS of the server",
            "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 *"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.3.7",
            "OPTIONS of a resource",
            "OPTIONS /a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.3.7",
            "OPTIONS with a body",
            "OPTIONS * HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 *", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.3.6",
            "CONNECT is for proxies only",
            "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n",
            ["501 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §9.3.8",
            "TRACE is left to the application",
            "TRACE /a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.1",
            "methods are case-sensitive, and an unknown one is left to the application",
            "get /a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.1",
            "a method of punctuation marks",
            "!#$%&'*+-.^_`|~ /a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.1",
            "a method is a token",
            "GE(T /a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §9.1",
            "a method is ASCII",
            "G\u{CB}T /a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("§3", "no method", " /a HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "RFC 9110 §2.5",
            "HTTP/1.2 is read as 1.1",
            "GET /a HTTP/1.2\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §2.5",
            "HTTP/1.9 is read as 1.1",
            "GET /a HTTP/1.9\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §15.6.6",
            "HTTP/2.0 is refused",
            "GET /a HTTP/2.0\r\nHost: h\r\n\r\n",
            ["505 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9113 §3.4",
            "the preface of HTTP/2 is refused",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            ["505 "],
            .closed
        ),
        ConformanceRow("§2.3", "HTTP/0.9 is refused", "GET /a\r\n", ["400 "], .closed),
        ConformanceRow("§2.3", "the version has two digits", "GET /a HTTP/11\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "§2.3",
            "the version is case-sensitive",
            "GET /a Http/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("§2.3", "the version has no sign", "GET /a HTTP/+1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "§2.3",
            "the version has no zeros in front",
            "GET /a HTTP/01.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§3",
            "nothing may follow the version",
            "GET /a HTTP/1.1 x\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
    ]
}
