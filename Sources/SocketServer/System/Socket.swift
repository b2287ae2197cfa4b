import Glibc

/// A connected stream socket in non-blocking mode.
struct Socket: ~Copyable {
    enum Reading: Equatable {
        case bytes(Int)
        /// The client has closed its side.
        case end
        case blocked
        case lost
    }

    enum Writing {
        case bytes(Int)
        case blocked
        case lost
    }

    private let descriptor: FileDescriptor

    init(_ descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }

    var number: CInt { descriptor.number }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Reading {
        while true {
            let count = recv(descriptor.number, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            if errno == EINTR { continue }
            return errno == EAGAIN ? .blocked : .lost
        }
    }

    /// Sends as many of the bytes as the kernel accepts. If the client has gone, the result is `lost`, without a
    /// SIGPIPE.
    func write(_ bytes: UnsafeRawBufferPointer) -> Writing {
        while true {
            let count = send(descriptor.number, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            if errno == EINTR { continue }
            return errno == EAGAIN ? .blocked : .lost
        }
    }

    /// Sends the end of the stream. The client may continue to send. If it has gone, the next call reports that.
    func finishSending() {
        _ = shutdown(descriptor.number, CInt(SHUT_WR))
    }
}
