/// Chunk sizes, extensions, data and trailers.
enum ChunkRows {
    static let all: [ConformanceRow] = [
        ConformanceRow(
            "§7.1",
            "size without digits",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "size with a plus",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "size with 0x",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "size after blanks",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n  1\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "size with other letters",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\ng\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "size beyond 64 bits",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "size of 2^64 is not 0",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "size with more than 16 zeros",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n00000000000000000\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.1",
            "only a blank after the size",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1 \r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§2.2",
            "size line that ends in a lone LF",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§2.2",
            "size line that ends in a lone CR",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\ra\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "one byte too much data",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "data that end in a lone LF",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "data without a line end",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.1",
            "an extension that ends in a lone LF",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.1",
            "an extension with a lone CR",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a\rb\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.1",
            "an extension with a NUL",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a\0\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.1",
            "an extension without a name",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;=b\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.1",
            "a quoted value that does not end",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"b\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.1",
            "a byte after a quoted value",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"b\"c\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.2",
            "a trailer that is no field",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nabc\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.2",
            "a folded trailer",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n z\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.2",
            "a trailer with a blank before its colon",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX : y\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1.2",
            "a trailer with a NUL",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: \0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§2.2",
            "trailers that end in a lone LF",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "a last chunk without its empty line",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nGET /x HTTP/1.1\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            ["400 "],
            .closed
        ),
        ConformanceRow(
            "§7.1",
            "many small chunks",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 abc", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7.1",
            "sizes in either case",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 01234567890123456789", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7.1",
            "zeros before a size",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n001\r\na\r\n000\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7.1",
            "a chunk of line ends",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 \r\n", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7.1.1",
            "an extension",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\na\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7.1.1",
            "an extension of the last chunk",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0;a=b\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7.1.1",
            "blanks around an extension",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1 \t; a \t= b \t;c\r\na\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7.1.1",
            "a quoted value with escapes and a semicolon",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"\\\"; \\\\\"\r\na\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 a", "200 /b"],
            .kept
        ),
        ConformanceRow(
            "§7.1.2",
            "trailers",
            "POST /collect HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\nZ:\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
            ["200 a", "200 /b"],
            .kept
        ),
    ]
}
