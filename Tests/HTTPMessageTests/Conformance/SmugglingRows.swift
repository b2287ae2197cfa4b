/// Requests that some recipients are known to read differently. Nothing after such a request is ever answered.
enum SmugglingRows {
    static let all: [ConformanceRow] = [
        ConformanceRow(
            "§6.1",
            "CL.TE: both framings",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§6.1",
            "TE.CL: both framings",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§6.1",
            "both framings, length 0",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§6.3 rule 4",
            "TE.TE: a second, unknown coding",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§6.3 rule 4",
            "TE.TE: identity after chunked",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7",
            "chunked twice",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7",
            "chunked in quotes",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7",
            "chunked with a parameter",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked; a=b\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7",
            "chunked after a vertical tab",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: \u{B}chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7",
            "chunked with a NUL",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\0\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7",
            "chunked with the Kelvin sign for its k",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chun\u{212A}ed\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.6.1",
            "an empty coding after chunked",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked,\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.6.1",
            "an empty coding before chunked",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: ,chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§5.1",
            "a blank before the colon of Transfer-Encoding",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§5.1",
            "a blank before the colon of Content-Length",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length : 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§5.1",
            "a tab before the colon",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length\t: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§5.2",
            "a folded Transfer-Encoding",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§5.2",
            "a folded Content-Length",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§5.2",
            "a folded line that hides a length",
            "POST /collect HTTP/1.1\r\nHost: h\r\nX: y\r\n Content-Length: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§2.2",
            "a length after a lone LF",
            "POST /collect HTTP/1.1\r\nHost: h\r\nX: y\nContent-Length: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§2.2",
            "a length after a lone CR",
            "POST /collect HTTP/1.1\r\nHost: h\r\nX: y\rContent-Length: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.5",
            "a length after a NUL",
            "POST /collect HTTP/1.1\r\nHost: h\r\nX: y\0\r\nContent-Length: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.1",
            "a name with a NUL",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length\0: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.1",
            "a name with a byte beyond ASCII",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length\u{A0}: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§6.3 rule 5",
            "two lengths",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcdGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§6.3 rule 5",
            "the same length twice",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§6.3 rule 5",
            "a list of lengths",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§6.3 rule 5",
            "a length and an empty one",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length:\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a length with a plus",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a negative length",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: -3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a length with a point",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3.\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a length with an exponent",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3e0\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a length in hexadecimal",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 0x3\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a length with an underscore",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 1_0\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a length in Arabic digits",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: \u{663}\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a length in quotes",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: \"3\"\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §8.6",
            "a length and a comment",
            "POST /collect HTTP/1.1\r\nHost: h\r\nContent-Length: 3 (abc)\r\n\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§6.1",
            "an unsupported coding",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["501 "],
            .closed
        ),
        ConformanceRow(
            "§6.1",
            "Transfer-Encoding in HTTP/1.0",
            "POST /collect HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "RFC 9110 §5.1",
            "another name is another field",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer_Encoding: chunked\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 ", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "RFC 9110 §5.1",
            "X-Content-Length is another field",
            "POST /collect HTTP/1.1\r\nHost: h\r\nX-Content-Length: 3\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 ", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§3.2",
            "two Hosts",
            "GET /a HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§3.2",
            "a second Host after a blank",
            "GET /a HTTP/1.1\r\nHost: h\r\n Host: i\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§3",
            "a second request in the target",
            "GET /a HTTP/1.1\r\nHost: h HTTP/1.1\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.2",
            "Content-Length in the trailers has no effect",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nContent-Length: 30\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7.1.2",
            "Transfer-Encoding in the trailers has no effect",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTransfer-Encoding: gzip\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 a", "200 /b"],
            .kept
        ),
    ]
}
