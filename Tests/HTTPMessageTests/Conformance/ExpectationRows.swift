/// `Expect`. The slicing decides whether the body has begun to arrive, so these rows are sent whole.
enum ExpectationRows {
    static let all: [ConformanceRow] = [
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "100 before the body",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
            ["100 "],
            .kept,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "no 100 if the body has arrived",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
            ["200 abc"],
            .kept,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "100 for a chunked body",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n",
            ["100 "],
            .kept,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "in any case of letters",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: 100-CONTINUE\r\nContent-Length: 3\r\n\r\n",
            ["100 "],
            .kept,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "as a list with empty elements",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: ,100-continue\r\nContent-Length: 3\r\n\r\n",
            ["100 "],
            .kept,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "without a body there is nothing to wait for",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
            ["200 "],
            .kept,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "a final answer instead, and it is the last one",
            "POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
            ["200 /a"],
            .closed,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "413 instead",
            "POST /small HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
            ["413 "],
            .closed,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "HTTP/1.0 gets no 100",
            "POST /collect HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
            [],
            .kept,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "another expectation",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: 200-ok\r\nContent-Length: 3\r\n\r\n",
            ["417 "],
            .closed,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "another expectation in the same list",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: 100-continue, x\r\nContent-Length: 3\r\n\r\n",
            ["417 "],
            .closed,
            isSliced: false
        ),
        ConformanceRow(
            "RFC 9110 §10.1.1",
            "100-continue with a parameter",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: 100-continue;a=b\r\nContent-Length: 3\r\n\r\n",
            ["417 "],
            .closed,
            isSliced: false
        ),
        ConformanceRow(
            "§6.1",
            "faulty framing is answered 400 regardless of the expectation",
            "POST /collect HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            ["400 "],
            .closed,
            isSliced: false
        ),
    ]
}
