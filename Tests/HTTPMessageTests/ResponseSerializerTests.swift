import Testing

@testable import HTTPMessage

@Suite("ResponseSerializer")
struct ResponseSerializerTests {
    @Test("writes status, Date, fields, length and body")
    func writes() {
        var fields = HTTPFields()
        fields.append(.contentType, "text/plain")
        let response = Response(status: .ok, fields: fields, body: Array("hi".utf8))
        #expect(
            text(response)
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"
        )
    }

    /// Fields that were appended are sent as they lie. A replaced one, one of a request, and one of the connection are not.
    @Test("sends each field once, however it came into the message")
    func sendsFields() throws {
        var common = HTTPFields()
        common.append(.cacheControl, "no-store")
        common.append(.allow, "GET")
        var fields = HTTPFields()
        fields.append(.contentType, "text/plain")
        fields.append(contentsOf: common)
        let appended = "Content-Type: text/plain\r\nCache-Control: no-store\r\nAllow: GET\r\n"
        #expect(
            text(Response(status: .noContent, fields: fields))
                == "HTTP/1.1 204 No Content\r\nDate: D\r\n\(appended)\r\n"
        )
        #expect(fields.only(.allow) == "GET" && fields.contains(.cacheControl) && fields.count == 3)
        #expect(fields.hasOnly(.contentType) { $0.elementsEqual("text/plain".utf8) })

        fields.set(.cacheControl, "private")
        let replaced = "Content-Type: text/plain\r\nAllow: GET\r\nCache-Control: private\r\n"
        #expect(
            text(Response(status: .noContent, fields: fields))
                == "HTTP/1.1 204 No Content\r\nDate: D\r\n\(replaced)\r\n"
        )

        let line = HTTPFields.Entry(name: 0..<1, value: 4..<5, digest: HTTPFieldName.allow.digest)
        var received = HTTPFields(bytes: Array("a : 1".utf8), entries: [line])
        received.append(.connection, "close")
        fields.append(contentsOf: received)
        #expect(
            text(Response(status: .noContent, fields: fields))
                == "HTTP/1.1 204 No Content\r\nDate: D\r\n\(replaced)a: 1\r\n\r\n"
        )
    }

    @Test("the answer to HEAD has the length and no body")
    func head() {
        let response = Response(status: .ok, body: Array("hi".utf8))
        #expect(text(response, isHead: true) == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\n")
    }

    @Test("204 and 304 have neither length nor body", arguments: [HTTPStatus.noContent, .notModified])
    func withoutContent(status: HTTPStatus) {
        let response = Response(status: status, body: Array("hi".utf8))
        #expect(text(response) == "HTTP/1.1 \(status)\r\nDate: D\r\n\r\n")
    }

    @Test("the application's own framing fields are omitted")
    func framesAlone() throws {
        var fields = HTTPFields()
        for name in ["content-length", "Transfer-Encoding", "CONNECTION", "Keep-Alive", "Date"] {
            fields.append(try #require(HTTPFieldName(name)), "1")
        }
        #expect(
            text(Response(status: .ok, fields: fields), persistence: .close)
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    }

    @Test("announces to HTTP/1.0 that the connection is kept")
    func keepsAlive() {
        #expect(
            text(Response(status: .ok), persistence: .keepAlive)
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"
        )
    }

    private func text(
        _ response: Response,
        isHead: Bool = false,
        persistence: ResponseSerializer.Persistence = .implied
    ) -> String {
        var output: [UInt8] = []
        ResponseSerializer.append(
            response,
            to: &output,
            isHead: isHead,
            persistence: persistence,
            date: Array("D".utf8)
        )
        return String(decoding: output, as: UTF8.self)
    }
}
