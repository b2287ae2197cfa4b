import Glibc

/// An open descriptor and its only owner: it is closed when this value ends.
struct FileDescriptor: ~Copyable {
    let number: CInt

    /// - Throws: The `errno` of `call` if `number`, its result, is negative.
    init(_ number: CInt, from call: String) throws(ServerError) {
        guard number >= 0 else { throw .system(call: call, errno: errno) }
        self.number = number
    }

    /// - Precondition: `open` is an open descriptor without another owner.
    init(owning open: CInt) {
        number = open
    }

    deinit {
        // The result is of no use: on Linux the descriptor is free even after EINTR.
        _ = close(number)
    }
}
