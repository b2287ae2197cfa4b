/// Requests and answers as they stand on the wire.
enum Raw {
    static func get(_ path: String, _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
    }

    static func post(_ path: String, length: Int, _ body: String, _ fields: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\(fields)\r\n\(body)"
    }

    static func answer(_ body: String, _ fields: String = "") -> String {
        "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }
}
