import Glibc

@testable import SocketServer

/// Two connected sockets in non-blocking mode.
struct SocketPair: ~Copyable {
    let local: Socket
    let peer: Socket

    init() throws {
        var numbers: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, type, 0, &numbers) == 0 else {
            throw ServerError.system(call: "socketpair", errno: errno)
        }
        local = Socket(FileDescriptor(owning: numbers[0]))
        peer = Socket(FileDescriptor(owning: numbers[1]))
    }
}
