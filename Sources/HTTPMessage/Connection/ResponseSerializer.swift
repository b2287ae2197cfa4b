/// Writes an answer (RFC 9112 §4, §5). It alone decides framing: `Content-Length`, `Connection`, `Date`.
package enum ResponseSerializer {
    /// What the answer says about the connection's future.
    package enum Persistence {
        /// Nothing: HTTP/1.1 keeps the connection (RFC 9112 §9.3).
        case implied
        /// `keep-alive`, which an HTTP/1.0 client must be told.
        case keepAlive
        case close
    }

    /// Appends the answer to `output`.
    ///
    /// - Parameter isHead: The answer to HEAD: the same fields, no body (RFC 9110 §9.3.2).
    package static func append(
        _ response: Response,
        to output: inout [UInt8],
        isHead: Bool,
        persistence: Persistence,
        date: [UInt8]
    ) {
        let hasContent = response.status.allowsContent
        let body = hasContent && !isHead ? response.body : []
        let needed = output.count + 160 + response.fields.bytes.count + 4 * response.fields.count + body.count
        if output.capacity < needed { output.reserveCapacity(max(needed, 2 * output.capacity)) }

        // RFC 9110 §2.5: the version is the server's own, also towards HTTP/1.0.
        output.append("HTTP/1.1 ")
        output.append(decimal: response.status.code)
        output.append(Byte.space)
        output.append(contentsOf: response.status.reasonPhrase.utf8)
        // RFC 9110 §6.6.1: an origin server with a clock sends Date.
        output.append("\r\nDate: ")
        output.append(contentsOf: date)
        response.fields.visitLines { name, value in
            if isFraming(name) { return }
            output.append("\r\n")
            output.append(contentsOf: name)
            output.append(": ")
            output.append(contentsOf: value)
        }
        if hasContent {
            // RFC 9110 §8.6: also for HEAD; never with 1xx and 204, and of no use with 304.
            output.append("\r\nContent-Length: ")
            output.append(decimal: response.body.count)
        }
        switch persistence {
        case .implied: break
        case .keepAlive: output.append("\r\nConnection: keep-alive")
        case .close: output.append("\r\nConnection: close")
        }
        output.append("\r\n\r\n")
        output.append(contentsOf: body)
    }

    /// RFC 9110 §10.1.1, §15.2.1.
    package static func appendContinue(to output: inout [UInt8]) {
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    private static func isFraming(_ name: UnsafeRawBufferPointer) -> Bool {
        switch name.count {
        case 4: name.spells("date")
        case 10: name.spells("connection") || name.spells("keep-alive")
        case 14: name.spells("content-length")
        case 17: name.spells("transfer-encoding")
        default: false
        }
    }
}
