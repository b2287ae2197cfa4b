import HTTPClient
import HTTPMessage
import LawService

/// Where a command sends its requests: the service in this process, or one that runs elsewhere. The answers are the same.
enum ServiceConnection {
    case local(LocalService)
    /// `name` is what the user typed.
    case remote(ServiceClient, name: String)

    typealias BodyWriter = (_ write: (UnsafeRawBufferPointer) -> Bool) throws -> Void

    /// The body of the answer to `GET path?query`.
    func get(_ path: [String], _ query: [String: String] = [:]) throws -> [UInt8] { try send(.get, path, query) }

    /// The body of the answer.
    ///
    /// - Parameters:
    ///   - path: its segments, not encoded.
    ///   - query: the parameters by name, not encoded.
    /// - Throws: `CommandFailure` for every answer that is a refusal.
    func send(
        _ method: HTTPMethod,
        _ path: [String],
        _ query: [String: String] = [:],
        writeBody: BodyWriter? = nil
    ) throws -> [UInt8] {
        // Each segment but a collection's name is an id or a name of the user's. An empty one would lead to the collection.
        guard !path.contains("") else {
            throw CommandFailure.usage("the id or name is empty; `performance-law \(path[0])` lists them")
        }
        let path = path.map { "/" + Self.encoded($0) }.joined()
        let query = query.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.encoded($0.value))" }.joined(
            separator: "&"
        )
        switch self {
        case .local(let service):
            let head = RequestHead(method: method, path: path, query: query.isEmpty ? nil : query)
            let response = try service.send(head, writeBody: writeBody)
            return try Self.checked(response.status.code, response.body, of: nil)
        case .remote(let client, let name):
            let response: ClientResponse
            do {
                response = try client.send(method, query.isEmpty ? path : "\(path)?\(query)", writeBody: writeBody)
            } catch let error as ClientError {
                throw CommandFailure(error, server: name)
            }
            return try Self.checked(response.status, response.body, of: name)
        }
    }

    private static func checked(_ status: Int, _ body: [UInt8], of server: String?) throws(CommandFailure) -> [UInt8] {
        guard status >= 300 else { return body }
        if let problem = Problem(document: body) {
            let failure = CommandFailure(problem)
            // The service in this process has no log that anybody could read.
            throw server == nil ? failure.explained(by: CommandLog.lastReason) : failure
        }
        throw .store(
            "\(server ?? "the service") answered with status \(status), not as performance-law does; check --server"
        )
    }

    /// Percent-encodes all but unreserved characters (RFC 3986 §2.3).
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.properties.isASCIIHexDigit || ("g"..."z").contains(scalar) || ("G"..."Z").contains(scalar)
                || "-._~".unicodeScalars.contains(scalar)
            {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}

extension CommandFailure {
    fileprivate init(_ error: ClientError, server: String) {
        switch error {
        case .unknownHost(let host, let reason): self = .store("\(server) cannot be reached: \(host): \(reason)")
        case .pathTooLong(let limit): self = .usage("--server: the path of a socket has at most \(limit) bytes")
        case .unreachable(let reason): self = .store("\(server) cannot be reached: \(reason)")
        case .interrupted(let reason): self = .store("\(server) did not answer: \(reason)")
        case .silent(let seconds):
            self = .store(
                """
                \(server) was silent for \(Seconds.text(seconds)). It may still work on the request: repeat it with a longer \
                --timeout, or look at the service
                """
            )
        case .notHTTP(let reason):
            self = .store("\(server) answered, but not as performance-law does: \(reason); check --server")
        case .tooLarge(let limit): self = .store("the answer of \(server) has more than \(limit >> 20) MiB")
        }
    }
}
