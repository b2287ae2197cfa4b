/// Line ends, blanks and field lines.
enum LineRows {
    static let all: [ConformanceRow] = [
        ConformanceRow(
            "§2.2",
            "an empty line before a request",
            "\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "§2.2",
            "an empty line after a body",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 abc", "200 /b"],
            .kept
        ),
        ConformanceRow("§2.2", "a lone LF before a request", "\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§2.2", "a lone CR before a request", "\rGET /a HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§2.2", "a blank before a request", " GET /a HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "§2.2",
            "a request line that ends in a lone LF",
            "GET /a HTTP/1.1\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("§2.2", "a field that ends in a lone LF", "GET /a HTTP/1.1\r\nHost: h\n\r\n", ["400 "], .closed),
        ConformanceRow("§2.2", "a head that ends in a lone LF", "GET /a HTTP/1.1\r\nHost: h\r\n\n", ["400 "], .closed),
        ConformanceRow("§2.2", "CR CR LF", "GET /a HTTP/1.1\r\nHost: h\r\nX: y\r\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "§2.2",
            "a blank line before the fields",
            "GET /a HTTP/1.1\r\n \r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("§2.2", "a TLS handshake", "\u{16}\u{3}\u{1}\u{2}", ["400 "], .closed),
        ConformanceRow(
            "§3",
            "two blanks in the request line",
            "GET  /a HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("§3", "a tab in the request line", "GET\t/a HTTP/1.1\r\nHost: h\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "§3",
            "a blank at the end of the request line",
            "GET /a HTTP/1.1 \r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.5",
            "blanks around a value",
            "GET /a HTTP/1.1\r\nHost: h\r\nX: \t y \t\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §5.5",
            "no blank before a value",
            "GET /a HTTP/1.1\r\nHost: h\r\nX:y\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §5.5",
            "an empty value",
            "GET /a HTTP/1.1\r\nHost: h\r\nX:\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §5.5",
            "bytes beyond ASCII in a value",
            "GET /a HTTP/1.1\r\nHost: h\r\nX: \u{E9}\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §5.5",
            "a colon in a value",
            "GET /a HTTP/1.1\r\nHost: h\r\nX: y:z\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §5.5",
            "a NUL in a value",
            "GET /a HTTP/1.1\r\nHost: h\r\nX: y\0\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.5",
            "a control byte in a value",
            "GET /a HTTP/1.1\r\nHost: h\r\nX: \u{8}\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.5",
            "DEL in a value",
            "GET /a HTTP/1.1\r\nHost: h\r\nX: \u{7F}\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.1",
            "a name of punctuation marks",
            "GET /a HTTP/1.1\r\nHost: h\r\n!#$%&'*+-.^_`|~: y\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §5.1",
            "a name with a bracket",
            "GET /a HTTP/1.1\r\nHost: h\r\nX(: y\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.1",
            "a name with an inner blank",
            "GET /a HTTP/1.1\r\nHost: h\r\nX Y: z\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow("RFC 9110 §5.1", "no name", "GET /a HTTP/1.1\r\nHost: h\r\n: y\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§5", "no colon", "GET /a HTTP/1.1\r\nHost: h\r\nX\r\n\r\n", ["400 "], .closed),
        ConformanceRow("§5.2", "a folded line", "GET /a HTTP/1.1\r\nHost: h\r\nX: y\r\n z\r\n\r\n", ["400 "], .closed),
        ConformanceRow(
            "RFC 9110 §5.3",
            "repeated fields",
            "GET /a HTTP/1.1\r\nHost: h\r\nX: y\r\nX: z\r\n\r\n",
            ["200 /a"],
            .kept
        ),
    ]
}
