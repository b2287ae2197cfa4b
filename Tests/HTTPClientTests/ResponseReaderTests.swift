import HTTPMessage
import Testing

@testable import HTTPClient

@Suite("Response reader")
struct ResponseReaderTests {
    /// Feeds a text in slices, then the end of the stream if the response is not complete.
    private func read(_ text: String, slice: Int = .max, bodyLimit: Int = 1 << 20) throws -> ClientResponse? {
        var reader = ResponseReader(bodyLimit: bodyLimit)
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count, reader.response == nil {
            let end = min(bytes.count, start + min(slice, bytes.count))
            try bytes[start..<end].withUnsafeBytes { try reader.read($0) }
            start = end
        }
        if reader.response == nil { try reader.end() }
        return reader.response
    }

    static let responses: [(text: String, status: Int, body: String)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, "abc"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""),
        ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        ("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\nT: 1\r\n\r\n", 200, "abc"),
        // RFC 9112 §6.3: without a length the body ends with the connection.
        ("HTTP/1.0 200 OK\r\n\r\nabc", 200, "abc"),
        // RFC 9110 §15.2: interim responses come first.
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 413 X\r\nContent-Length: 1\r\n\r\nz", 413, "z"),
        // RFC 9112 §2.2: a line feed alone ends a line.
        ("HTTP/1.1 200 OK\nContent-Length: 1\n\nz", 200, "z"),
        ("HTTP/1.1 200\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nz", 200, "z"),
    ]

    @Test("reads a response from slices of any size", arguments: responses)
    func reads(_ row: (text: String, status: Int, body: String)) throws {
        for slice in [1, 2, 3, 7, .max] {
            let response = try #require(try read(row.text, slice: slice))
            #expect(response.status == row.status)
            #expect(String(decoding: response.body, as: UTF8.self) == row.body)
        }
    }

    static let faults = [
        "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", "SSH-2.0-OpenSSH_9\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 99 X\r\n\r\n", "HTTP/1.1 600 X\r\n\r\n", "HTTP/1.1 101 S\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\na b: c\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
    ]

    @Test("refuses what is no complete response", arguments: faults)
    func refuses(_ text: String) {
        #expect(throws: ClientError.self) { try read(text) }
    }

    @Test("bounds the head and the body, however the body is framed")
    func bounds() {
        let limit = ClientError.tooLarge(limit: 4)
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n12345",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n",
        ] {
            #expect(throws: limit) { try read(text, bodyLimit: 4) }
        }
        #expect(throws: ClientError.notHTTP(reason: "its head is longer than 64 KiB")) {
            try read("HTTP/1.1 200 OK\r\nA: " + String(repeating: "a", count: 1 << 17))
        }
    }
}
