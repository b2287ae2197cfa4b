import CProgramHeaders
import Dispatch
import Glibc

/// Pages of the executable and its libraries that only the start of the service reads: two thirds of the memory in which it would
/// wait for its first request.
enum StartupPages {
    /// The first requests of a client that waited for the start come before it.
    private static let delay = DispatchTimeInterval.milliseconds(500)

    /// Gives the pages back once the service has started.
    static func giveBackSoon() {
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + delay) { giveBack() }
    }

    /// Unmaps the pages of all segments that nobody writes. The kernel maps a page again when it is read, and most are still in its
    /// cache.
    ///
    /// A segment that may be written is left alone, also where the linker has made it read-only since: its pages are not those of the
    /// file.
    private static func giveBack() {
        _ = dl_iterate_phdr(
            { object, _, _ in
                guard let object = object?.pointee else { return 0 }
                let pageMask = UInt(getpagesize() - 1)
                for header in UnsafeBufferPointer(start: object.headers, count: Int(object.header_count))
                where header.p_type == UInt32(PT_LOAD) && header.p_flags & UInt32(PF_W) == 0 {
                    let begin = object.base &+ UInt(header.p_vaddr)
                    // A page at an end may belong to the next segment too.
                    let (first, last) = (begin & ~pageMask, (begin &+ UInt(header.p_memsz)) & ~pageMask)
                    guard last > first else { continue }
                    _ = madvise(UnsafeMutableRawPointer(bitPattern: first), Int(last - first), MADV_DONTNEED)
                }
                return 0
            },
            nil
        )
    }
}
