/// Which connections continue, and in which order their requests are answered.
enum PersistenceRows {
    static let all: [ConformanceRow] = [
        ConformanceRow("§9.3", "HTTP/1.1 is kept by default", "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", ["200 /a"], .kept),
        ConformanceRow(
            "§9.3",
            "two requests, one after the other",
            "GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§9.3.2",
            "pipelined requests are answered in order, also after one that a worker answers",
            "GET /collect HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 ", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§9.3.2",
            "a request after a body",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 abc", "200 /b"],
            .kept
        ),
        ConformanceRow("§9.3", "close", "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", ["200 /a"], .closed),
        ConformanceRow(
            "§9.6",
            "nothing after the last request is answered",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a"],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §7.6.1",
            "options are compared without case",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n",
            ["200 /a"],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §7.6.1",
            "close among other options",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: x,close ,y\r\n\r\n",
            ["200 /a"],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.3",
            "close in the second of two fields",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: x\r\nConnection: close\r\n\r\n",
            ["200 /a"],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.6.1",
            "empty options have no effect",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: ,,\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §7.6.1",
            "an empty Connection has no effect",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection:\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "§9.3",
            "close wins over keep-alive",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, close\r\n\r\n",
            ["200 /a"],
            .closed
        ),
        ConformanceRow(
            "§9.3",
            "keep-alive has no effect in HTTP/1.1",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "§9.3",
            "an unknown option has no effect",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: disclose\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow("§9.3", "HTTP/1.0 is closed by default", "GET /a HTTP/1.0\r\n\r\n", ["200 /a"], .closed),
        ConformanceRow(
            "§9.3",
            "HTTP/1.0 is kept on request",
            "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
            ["200 /a", "200 /b"],
            .closed
        ),
        ConformanceRow(
            "§9.3",
            "HTTP/1.0 with close",
            "GET /a HTTP/1.0\r\nConnection: close\r\n\r\n",
            ["200 /a"],
            .closed
        ),
        ConformanceRow(
            "§9.3",
            "HTTP/1.0 with both: close",
            "GET /a HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
            ["200 /a"],
            .closed
        ),
        ConformanceRow(
            "§9.3",
            "Proxy-Connection has no effect",
            "GET /a HTTP/1.0\r\nProxy-Connection: keep-alive\r\n\r\n",
            ["200 /a"],
            .closed
        ),
        ConformanceRow(
            "§9.3",
            "an unwanted body is read, and the connection is kept",
            "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§9.3",
            "an unwanted chunked body is read, and the connection is kept",
            "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§9.3",
            "a large unwanted body is not read, and the connection is closed",
            "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n",
            ["200 /a"],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §7.8",
            "Upgrade may be ignored",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9113 §3.1",
            "an upgrade to h2c is ignored",
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
            ["200 /a"],
            .kept
        ),
        ConformanceRow(
            "§9.5",
            "an unfinished request is not answered yet",
            "GET /a HTTP/1.1\r\nHost: h\r\n",
            [],
            .kept
        ),
        ConformanceRow("§2.2", "a connection with empty lines only stays open", "\r\n\r\n", [], .kept),
    ]
}
