public import HTTPMessage

/// Sends requests to one service, each on a connection of its own. Calls block.
public struct ServiceClient: Sendable {
    /// The longest answer: 10,000 predictions of ten metrics have less than 20 MB.
    private static let bodyLimit = 256 << 20
    /// The seconds for which a service may be silent by default. A fit of thousands of experiments takes minutes, and sends
    /// nothing meanwhile.
    public static let silence = 900.0

    private let address: ServiceAddress
    private let token: String?
    private let silence: Double

    /// - Parameters:
    ///   - token: the bearer token (RFC 6750).
    ///   - silence: for how many seconds the service may be silent, above 0.
    public init(_ address: ServiceAddress, token: String?, silence: Double = Self.silence) {
        self.address = address
        self.token = token
        self.silence = silence
    }

    /// Sends one request and waits for its response.
    ///
    /// - Parameters:
    ///   - target: the percent-encoded path and query.
    ///   - writeBody: sends the body piece by piece through its argument, which returns false when the server wants no more;
    ///     `nil` for a request without a body.
    /// - Throws: `ClientError`, or an error of `writeBody`.
    public func send(
        _ method: HTTPMethod,
        _ target: String,
        fields: HTTPFields = HTTPFields(),
        writeBody: ((_ write: (UnsafeRawBufferPointer) -> Bool) throws -> Void)? = nil
    ) throws -> ClientResponse {
        let socket = try ClientSocket(address.endpoint, silence: silence)
        // If the server refuses the rest of a request, its response says why.
        var isOpen = write(Array(head(method, target, fields, hasBody: writeBody != nil).utf8), to: socket)
        if let writeBody {
            try writeBody { bytes in
                guard isOpen, !socket.hasInput else { return false }
                if bytes.isEmpty { return true }
                isOpen =
                    write(Array((String(bytes.count, radix: 16) + "\r\n").utf8), to: socket)
                    && socket.send(bytes) && write([0x0D, 0x0A], to: socket)
                return isOpen
            }
            if isOpen { _ = write(Array("0\r\n\r\n".utf8), to: socket) }
        }
        return try response(from: socket)
    }

    private func head(_ method: HTTPMethod, _ target: String, _ fields: HTTPFields, hasBody: Bool) -> String {
        var lines = [
            "\(method.rawValue) \(address.prefix)\(target) HTTP/1.1", "Host: \(address.authority)",
            "User-Agent: performance-law", "Accept: application/json", "Connection: close",
        ]
        if let token { lines.append("Authorization: Bearer \(token)") }
        for (name, value) in fields.lines { lines.append("\(name): \(value)") }
        if hasBody {
            lines.append("Transfer-Encoding: chunked")
        } else if method != .get {
            lines.append("Content-Length: 0")
        }
        return lines.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private func write(_ bytes: [UInt8], to socket: borrowing ClientSocket) -> Bool {
        bytes.withUnsafeBytes { socket.send($0) }
    }

    private func response(from socket: borrowing ClientSocket) throws(ClientError) -> ClientResponse {
        var reader = ResponseReader(bodyLimit: Self.bodyLimit)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            if let response = reader.response { return response }
            let count = try socket.receive(into: buffer)
            if count == 0 {
                try reader.end()
            } else {
                try reader.read(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }
}
