/// The end of a body.
enum FramingRows {
    static let all: [ConformanceRow] = [
        ConformanceRow(
            "§6.3 rule 7",
            "without framing there is no body",
            "POST /collect HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 ", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§6.3 rule 6",
            "length 0",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 ", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§6.3 rule 6",
            "a length",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde",
            ["200 abcde"],
            .kept
        ),
        ConformanceRow(
            "§6.3 rule 6",
            "the bytes after the length are the next request",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 abc", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§6.2",
            "leading zeros do not make a number octal",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 010\r\n\r\n0123456789",
            ["200 0123456789"],
            .kept
        ),
        ConformanceRow(
            "§6.3 rule 4",
            "chunked",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            ["200 abc"],
            .kept
        ),
        ConformanceRow(
            "§6.3 rule 4",
            "the bytes after the last chunk are the next request",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 ", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7",
            "codings are compared without case",
            "POST /collect HTTP/1.1\r\nHost: h\r\ntransfer-encoding: CHUNKED\r\n\r\n1\r\na\r\n0\r\n\r\n",
            ["200 a"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.3.1",
            "GET with a body is read to its end",
            "GET /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.3.2",
            "HEAD with a body is read to its end",
            "HEAD /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 ", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §9.3.5",
            "DELETE with a chunked body is read to its end",
            "DELETE /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 /a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §15.5.14",
            "a length over the limit is refused before the body",
            "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n",
            ["413 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §15.5.14",
            "a length at the limit is accepted",
            "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nabcd",
            ["200 abcd"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §15.5.14",
            "a chunk over the limit is refused at its size",
            "POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n",
            ["413 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §15.5.14",
            "the sum of the chunks is limited",
            "POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n1\r\n",
            ["413 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a length beyond 64 bits is too large, not small",
            "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551620\r\n\r\nabcd",
            ["413 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "the largest signed number is too large",
            "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 9223372036854775807\r\n\r\n",
            ["413 "],
            .closed
        ),
        ConformanceRow(
            "§6.3",
            "HTTP/1.0 with a length",
            "POST /collect HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc",
            ["200 abc"],
            .closed
        ),
        ConformanceRow(
            "§6.3 rule 7",
            "HTTP/1.0 without a length has no body: the end of the stream does not delimit a request",
            "POST /collect HTTP/1.0\r\n\r\n",
            ["200 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.4",
            "Content-Encoding does not frame the body",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
            ["200 abc"],
            .kept
        ),
    ]
}
