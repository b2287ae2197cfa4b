import Dispatch
import Foundation

/// Something that listens on a socket and is no service of ours: it gives each connection the same bytes.
public final class FakeService: Sendable {
    /// The argument of `--server`.
    public let url: String
    private let path: String
    private let listener: Int32

    public struct Failure: Error {
        public let code: Int32
    }

    /// - Parameter response: the whole response, with its head.
    public init(response: String) throws(Failure) {
        // A temporary folder of a test may be too long for the name of a socket.
        path = "/tmp/fake-\(UUID().uuidString)"
        url = "unix:\(path)"
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) == 0 }
        }
        guard isBound, listen(listener, 8) == 0 else { throw Failure(code: errno) }
        Thread.detachNewThread { [listener] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Self.answer(connection, response)
            }
        }
    }

    deinit {
        // `close` alone would not wake the thread that accepts.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        unlink(path)
    }

    /// The response to a request without a body, or to the head of one with a body.
    private static func answer(_ connection: Int32, _ response: String) {
        defer { close(connection) }
        var (head, buffer): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 64 << 10))
        while !String(decoding: head, as: UTF8.self).contains("\r\n\r\n") {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            head += buffer[..<count]
        }
        let bytes = Array(response.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        shutdown(connection, Int32(SHUT_WR))
        // Until the client has read everything. A close with unread bytes would reset the connection.
        while read(connection, &buffer, buffer.count) > 0 {}
    }
}
