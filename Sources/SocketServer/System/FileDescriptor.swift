import Glibc

/// Owns an open descriptor, and closes it at the end of the value's life.
package struct FileDescriptor: ~Copyable {
    package let number: CInt

    /// - Throws: The `errno` of `call` if `number`, the result of the call, is negative.
    init(_ number: CInt, from call: String) throws(ServerError) {
        guard number >= 0 else { throw .system(call: call, errno: errno) }
        self.number = number
    }

    /// - Precondition: `open` is an open descriptor without another owner.
    package init(owning open: CInt) {
        number = open
    }

    deinit {
        // The result does not matter: on Linux the descriptor is closed even after EINTR.
        _ = close(number)
    }
}
