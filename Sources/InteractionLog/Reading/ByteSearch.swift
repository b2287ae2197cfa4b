import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// Where a byte occurs first, by `memchr`, which compares many bytes at a time.
    func place(of byte: UInt8, from begin: Int = 0) -> Int? {
        guard let base = baseAddress, begin < count else { return nil }
        guard let found = memchr(base + begin, Int32(byte), count - begin) else { return nil }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    /// Whether the bytes are UTF-8. Most are ASCII, which one pass over them shows.
    var isUTF8: Bool {
        var all: UInt8 = 0
        for byte in self { all |= byte }
        return all < 0x80 || String(validating: self, as: UTF8.self) != nil
    }
}
