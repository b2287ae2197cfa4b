import Dispatch
import Foundation

/// A blocking connection to a server on this machine.
final class Client: Sendable {
    let descriptor: Int32

    init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("socket: \(errno)") }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let code = errno
            close(descriptor)
            throw Failure("connect: \(code)")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Makes the end of this object a reset of the connection.
    func endWithReset() {
        var reset = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.send(
                    descriptor,
                    $0.baseAddress?.advanced(by: position),
                    bytes.count - position,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { throw Failure("send: \(errno)") }
            position += count
        }
    }

    /// Sends as much as possible without waiting; false if the connection is gone.
    func sendWithoutWaiting(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let count = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        return count > 0 || errno == EAGAIN
    }

    /// Whether the server has ended the connection or sent something.
    var hasNews: Bool {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count >= 0 || errno != EAGAIN
    }

    /// Sends the message again and again and reads the answers, on two separate threads, until the connection ends.
    func keepBusy(with message: [UInt8]) {
        DispatchQueue(label: "sender").async { [self] in
            var isOpen = true
            while isOpen {
                do {
                    try send(message)
                } catch {
                    // The client or the server has ended the connection. Both are visible in the measurements.
                    isOpen = false
                }
            }
        }
        DispatchQueue(label: "reader").async { [self] in
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
            while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
        }
    }

    func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The first bytes of an answer that arrives in one piece.
    func readAnswer() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw Failure("recv: \(count == 0 ? 0 : errno)") }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Reads and drops the bytes that have arrived, at most `count`.
    func skipWithoutWaiting(_ count: Int) {
        var buffer = [UInt8](repeating: 0, count: count)
        recv(descriptor, &buffer, count, Int32(MSG_DONTWAIT))
    }

    /// Reads until `count` answers have begun.
    func skipAnswers(_ count: Int) throws {
        let mark = Array("HTTP/1.1 ".utf8)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var matched = 0
        var seen = 0
        while seen < count {
            let received = recv(descriptor, &buffer, buffer.count, 0)
            guard received > 0 else { throw Failure("recv: \(received == 0 ? 0 : errno)") }
            for byte in buffer[..<received] {
                // The first byte of the mark occurs nowhere else in it.
                matched = byte == mark[matched] ? matched + 1 : byte == mark[0] ? 1 : 0
                if matched == mark.count {
                    seen += 1
                    matched = 0
                }
            }
        }
    }

    @discardableResult
    func get(_ path: String) throws -> String {
        try send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return try readAnswer()
    }
}
