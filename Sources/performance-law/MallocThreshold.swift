import CEpoll

/// The policy of this process for freed memory. It is set here, because malloc belongs to the process and not to a
/// library.
enum MallocThreshold {
    /// Blocks of at least this many bytes are mappings of their own, which return to the system as soon as they are
    /// freed (mallopt(3)). 128 KiB is also the value with which glibc starts, and the size of the batches in which the
    /// server collects bodies. With 1 MiB, a thousand stalled uploads left 26 MB behind; with 128 KiB they leave 3 MB.
    /// The price: a fit of hundreds of experiments, whose matrices are as large, takes up to two fifths more processor
    /// time.
    private static let bytes: CInt = 128 << 10

    /// Fixes the threshold.
    ///
    /// By default glibc raises it with each freed block, up to 32 MiB, and keeps all free memory below a block in use.
    /// After a hundred clients with answers of 4 MB, 250 MB were kept for good. Other C libraries need no setting.
    static func fix() {
        _ = mallopt(M_MMAP_THRESHOLD, bytes)
    }
}
