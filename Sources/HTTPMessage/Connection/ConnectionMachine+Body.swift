/// How much of a body is gathered before a worker gets it, and how long that may take.
extension ConnectionMachine {
    /// What a connection gathers of a body.
    struct PieceSize {
        /// Bytes that make a piece of work worth its way to a worker.
        var work: Int
        /// Bytes that may wait for a worker before reading stops.
        var bound: Int

        /// What every connection may do without asking: with the piece that a worker has, at most 32 KiB of each.
        static let small = PieceSize(work: 8 * 1024, bound: 16 * 1024)
        /// What needs a grant: fewer, longer pieces cost less each way.
        static let large = PieceSize(work: 64 * 1024, bound: 128 * 1024)
    }

    var pieceSize: PieceSize { exchange?.grant == nil ? .small : .large }

    /// Bytes of the body that may come before a worker takes some.
    var bodyRoom: Int { max(0, pieceSize.bound - gathered.count) }

    mutating func askForLargePieces() {
        // One that is gathered and one that a worker has.
        guard let grant = uploads.take(2 * PieceSize.large.bound) else { return }
        exchange?.grant = grant
        // Otherwise the storage would grow by doubling, beyond what was granted.
        let coming = exchange?.body.remaining ?? .max
        gathered.reserveCapacity(min(PieceSize.large.bound, gathered.count + min(coming, PieceSize.large.bound)))
    }

    mutating func beginPiece(at tick: Tick) {
        pieceEnd = tick.now + timeouts.piece
        readDeadline = nextBodyDeadline(at: tick)
    }

    /// When the next byte of a body must be there.
    func nextBodyDeadline(at tick: Tick) -> Tick.Instant {
        let next = tick.now + timeouts.body
        return pieceEnd.map { min($0, next) } ?? next
    }
}
