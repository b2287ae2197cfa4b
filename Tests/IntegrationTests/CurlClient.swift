import CCurl
import Foundation
import TestSupport

/// Sends requests by libcurl over one real connection.
final class CurlClient {
    struct Reply {
        let status: Int
        let body: [UInt8]
        /// The header fields, with names in lower case.
        let fields: [String: String]
        /// The number of connections that were opened for this request.
        let newConnections: Int

        var json: JSONReply { JSONReply(body) }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct Failure: Error {
        let reason: String
    }

    private let handle: UnsafeMutableRawPointer
    private let base: String

    init(base: String) throws {
        guard let handle = curl_easy_init() else { throw Failure(reason: "curl cannot be initialised") }
        self.handle = handle
        self.base = base
    }

    deinit { curl_easy_cleanup(handle) }

    func get(_ target: String) throws -> Reply { try send("GET", target) }

    func post(_ target: String, type: String, _ body: Data, fields: [String] = []) throws -> Reply {
        try send("POST", target, fields: ["Content-Type: \(type)"] + fields, body: body)
    }

    func send(_ method: String, _ target: String, fields: [String] = [], body: Data? = nil) throws -> Reply {
        curl_easy_reset(handle)
        var received = Received()
        var list: UnsafeMutablePointer<curl_slist>?
        for field in fields { list = curl_slist_append(list, field) }
        defer { curl_slist_free_all(list) }
        _ = ccurl_set_string(handle, CURLOPT_URL, base + target)
        _ = ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, method)
        _ = ccurl_set_string(handle, CURLOPT_NOPROXY, "*")
        _ = ccurl_set_number(handle, CURLOPT_TIMEOUT, 300)
        _ = ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
        if method == "HEAD" { _ = ccurl_set_number(handle, CURLOPT_NOBODY, 1) }
        _ = ccurl_set_write(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Received.append(bytes, size * count, to: \.body, context)
        }
        _ = ccurl_set_write(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Received.append(bytes, size * count, to: \.head, context)
        }
        let code = withUnsafeMutablePointer(to: &received) { received in
            _ = ccurl_set_pointer(handle, CURLOPT_WRITEDATA, received)
            _ = ccurl_set_pointer(handle, CURLOPT_HEADERDATA, received)
            guard let body else { return curl_easy_perform(handle) }
            return body.withUnsafeBytes { bytes in
                _ = ccurl_set_number(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
                _ = ccurl_set_pointer(handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
                return curl_easy_perform(handle)
            }
        }
        guard code == CURLE_OK else { throw Failure(reason: String(cString: curl_easy_strerror(code))) }
        var (status, connections) = (0, 0)
        _ = ccurl_get_number(handle, CURLINFO_RESPONSE_CODE, &status)
        _ = ccurl_get_number(handle, CURLINFO_NUM_CONNECTS, &connections)
        return Reply(status: status, body: received.body, fields: received.fields, newConnections: connections)
    }

    private struct Received {
        var head: [UInt8] = []
        var body: [UInt8] = []

        static func append(
            _ bytes: UnsafeMutablePointer<CChar>?,
            _ count: Int,
            to part: WritableKeyPath<Received, [UInt8]>,
            _ context: UnsafeMutableRawPointer?
        ) -> Int {
            guard let bytes, let context else { return 0 }
            let received = context.assumingMemoryBound(to: Received.self)
            received.pointee[keyPath: part].append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        }

        var fields: [String: String] {
            var fields: [String: String] = [:]
            for line in String(decoding: head, as: UTF8.self).split(separator: "\r\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
            }
            return fields
        }
    }
}
