import CEpoll

/// What becomes of the memory of large blocks.
enum MallocThreshold {
    /// The bytes from which a block is large, mallopt(3): where glibc's own limit begins. The pieces of 128 KiB in which bodies
    /// are gathered are among them; with a limit of 1 MiB a thousand stalled uploads left 26 MB behind. A fit of hundreds of
    /// experiments, whose matrices are as large, pays for it with up to two fifths more processor time.
    private static let threshold: CInt = 128 << 10

    /// Has large blocks go back to the system as soon as they are freed.
    ///
    /// By itself glibc raises its limit with each block that is freed, up to 32 MiB, and keeps whatever lies below a block
    /// still in use: after a hundred clients with answers of 4 MB, 250 MB were kept for good. Of other libraries nothing
    /// needs to be asked.
    static func limit() {
        _ = mallopt(M_MMAP_THRESHOLD, threshold)
    }
}
