#if canImport(Glibc)
    import CEpoll
#endif

/// What becomes of the memory of large blocks.
enum LargeBlocks {
    /// The bytes from which a block is large, mallopt(3): above the matrices of a fit, which come and go thousands of times,
    /// and each mapping is cleared anew, page by page.
    private static let threshold: CInt = 1 << 20

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
