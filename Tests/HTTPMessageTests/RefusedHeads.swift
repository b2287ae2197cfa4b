@testable import HTTPMessage

/// Heads that the parser refuses, and why.
extension RequestHeadParserTests {
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
}
