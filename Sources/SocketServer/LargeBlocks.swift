#if canImport(Glibc)
    import CEpoll
#endif

/// What becomes of the memory of large blocks.
enum LargeBlocks {
    /// The bytes from which a block is large: where glibc's own limit begins, mallopt(3).
    private static let threshold: CInt = 128 << 10

    /// Has large blocks go back to the system as soon as they are freed.
    ///
    /// By itself glibc raises its limit with each block that is freed, up to 32 MiB, and keeps whatever lies below a block
    /// still in use: after a hundred clients with answers of 4 MB, 250 MB were kept for good. Of other libraries nothing
    /// needs to be asked.
    static func giveBackWhenFreed() {
        #if canImport(Glibc)
            _ = mallopt(M_MMAP_THRESHOLD, threshold)
        #endif
    }
}
