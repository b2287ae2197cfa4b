/// Serialises an answer (RFC 9112 §4, §5). Only this type writes `Content-Length`, `Connection` and `Date`.
package enum ResponseSerializer {
    /// What the answer says about the connection.
    package enum Persistence {
        /// Nothing: HTTP/1.1 keeps the connection (RFC 9112 §9.3).
        case implied
        /// `keep-alive`, which an HTTP/1.0 client needs.
        case keepAlive
        case close
    }

    /// What every answer begins with. RFC 9110 §2.5: the version is the server's own, also in an answer to HTTP/1.0.
    static let beginning: StaticString = "HTTP/1.1 "

    /// Appends the answer to `output`.
    ///
    /// - Parameters:
    ///   - isBegun: Whether `output` has got the `beginning` of this answer before.
    ///   - isBodyApart: Whether the caller sends the body itself, behind `output`.
    ///   - isHead: Whether the request is HEAD. Its answer has the same fields and no body (RFC 9110 §9.3.2).
    package static func append(
        _ response: Response,
        to output: inout [UInt8],
        isBegun: Bool = false,
        isBodyApart: Bool = false,
        isHead: Bool,
        persistence: Persistence,
        date: [UInt8]
    ) {
        let hasContent = response.status.allowsContent
        let body = hasContent && !isHead && !isBodyApart ? response.body : []
        let needed = output.count + 160 + response.fields.bytes.count + 4 * response.fields.count + body.count
        if output.capacity < needed { output.reserveCapacity(max(needed, 2 * output.capacity)) }

        if !isBegun { output.append(beginning) }
        output.append(decimal: response.status.code)
        output.append(Byte.space)
        output.append(contentsOf: response.status.reasonPhrase.utf8)
        // RFC 9110 §6.6.1: an origin server with a clock sends Date.
        output.append("\r\nDate: ")
        output.append(contentsOf: date)
        output.append("\r\n")
        append(response.fields, to: &output)
        if hasContent {
            // RFC 9110 §8.6: an answer to HEAD has the length too. 1xx and 204 must not have it, and 304 does not need
            // it.
            output.append("Content-Length: ")
            output.append(decimal: response.body.count)
            output.append("\r\n")
        }
        switch persistence {
        case .implied: break
        case .keepAlive: output.append("Connection: keep-alive\r\n")
        case .close: output.append("Connection: close\r\n")
        }
        output.append("\r\n")
        output.append(contentsOf: body)
    }

    /// RFC 9110 §10.1.1, §15.2.1.
    package static func appendContinue(to output: inout [UInt8]) {
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Appends the lines of all fields but those that only this type writes.
    private static func append(_ fields: HTTPFields, to output: inout [UInt8]) {
        if fields.isSendable {
            output.append(contentsOf: fields.bytes)
            return
        }
        fields.visitLines { name, value in
            if HTTPFieldName.isFraming(name) { return }
            output.append(contentsOf: name)
            output.append(": ")
            output.append(contentsOf: value)
            output.append("\r\n")
        }
    }
}
