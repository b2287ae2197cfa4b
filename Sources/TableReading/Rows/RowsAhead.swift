import Dispatch
import ResourceMetering
import Synchronization

/// Reads pieces of a slice on spare threads, before the reader arrives at them.
///
/// A piece begins behind a line feed, where a record may begin. Whether one does is known only to the reader, which knows the
/// quotation marks before it. So the reader takes the rows of a piece if a record begins at exactly its first byte, and else
/// reads the bytes itself. What is read does not depend on the number of threads.
///
/// A reader never waits for a thread to become free: a piece that none has begun is its own.
final class RowsAhead: SharedWork {
    /// Whole rows of a piece. They are valid until the slice ends.
    struct Rows {
        let users: UnsafeBufferPointer<UInt32>
        let items: UnsafeBufferPointer<UInt32>
        /// Empty if the log has no times.
        let times: UnsafeBufferPointer<Int64>
        /// Where the bytes behind the rows begin. They may be a record of another kind.
        let end: Int
    }

    /// Pieces of a slice, the first of which is the reader's own.
    static let mostPieces = 16
    /// Less is not worth to wake a thread.
    static let leastBytes = 1 << 15
    /// More rows of a piece are left to the reader.
    static let mostRows = 1 << 13

    private enum Progress {
        case open
        /// The reader reads it, or has read it.
        case own
        case begun
        case done(rows: Int, end: Int)
    }

    private struct Piece {
        let begin: Int
        /// Where the next piece begins.
        let end: Int
        var progress = Progress.open
    }

    private struct State {
        nonisolated(unsafe) var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
        var pieces: [Piece] = []
    }

    private let records: IntegerRecords
    private let threads: any SpareThreads
    private let state = Mutex(State())
    /// By piece: signalled when a thread has read what it began.
    private let ends = (0..<RowsAhead.mostPieces).map { _ in DispatchSemaphore(value: 0) }
    // Each piece has its own part of the columns, so that threads share no element.
    private nonisolated(unsafe) let users: UnsafeMutableBufferPointer<UInt32>
    private nonisolated(unsafe) let items: UnsafeMutableBufferPointer<UInt32>
    private nonisolated(unsafe) let times: UnsafeMutableBufferPointer<Int64>

    init(_ records: IntegerRecords, _ threads: any SpareThreads) {
        self.records = records
        self.threads = threads
        let rows = Self.mostPieces * Self.mostRows
        users = .allocate(capacity: rows)
        items = .allocate(capacity: rows)
        times = .allocate(capacity: records.isTimed ? rows : 0)
    }

    deinit {
        users.deallocate()
        items.deallocate()
        times.deallocate()
    }

    /// Memory in bytes.
    var bytes: Int { 8 * users.count + 8 * times.count }

    /// Begins a slice, whose bytes must stay until `endSlice`.
    func beginSlice(_ bytes: UnsafeRawBufferPointer) {
        let count = min(Self.mostPieces, bytes.count / Self.leastBytes)
        guard count > 1 else { return }
        var begins: [Int] = []
        for number in 1..<count {
            let place = bytes.count / count * number
            guard let feed = bytes[place...].firstIndex(of: UInt8(ascii: "\n")), feed + 1 > begins.last ?? 0 else {
                continue
            }
            begins.append(feed + 1)
        }
        let pieces = zip(begins, begins.dropFirst() + [bytes.count]).map { Piece(begin: $0, end: $1) }
        nonisolated(unsafe) let slice = bytes
        state.withLock { state in
            state.bytes = slice
            state.pieces = pieces
        }
        for _ in pieces { threads.offer(self) }
    }

    /// Ends the slice. Waits for threads that still read it.
    func endSlice() {
        let begun = state.withLock { state -> [Int] in
            let begun = state.pieces.indices.filter { index in
                switch state.pieces[index].progress {
                case .open, .own: false
                case .begun, .done: true
                }
            }
            for index in state.pieces.indices where !begun.contains(index) { state.pieces[index].progress = .own }
            return begun
        }
        for index in begun { ends[index].wait() }
        state.withLock { $0 = State() }
    }

    /// Where the first piece behind a place begins; `nil` behind the last one.
    func nextBegin(after place: Int) -> Int? {
        state.withLock { state in state.pieces.first { $0.begin > place }?.begin }
    }

    /// The rows from a place on, if a piece begins there and a thread has begun it.
    func rows(at place: Int) -> Rows? {
        let found = state.withLock { state -> Int? in
            guard let index = state.pieces.firstIndex(where: { $0.begin == place }) else { return nil }
            switch state.pieces[index].progress {
            case .own: return nil
            case .open:
                state.pieces[index].progress = .own
                return nil
            case .begun, .done: return index
            }
        }
        guard let found else { return nil }
        ends[found].wait()
        return state.withLock { state in
            guard case .done(let rows, let end) = state.pieces[found].progress else { return nil }
            state.pieces[found].progress = .own
            let range = found * Self.mostRows..<found * Self.mostRows + rows
            return Rows(
                users: UnsafeBufferPointer(rebasing: users[range]),
                items: UnsafeBufferPointer(rebasing: items[range]),
                times: UnsafeBufferPointer(rebasing: times.isEmpty ? times[0..<0] : times[range]),
                end: end
            )
        }
    }

    var isUrgent: Bool { true }

    /// Reads a piece that nobody has begun. It may be called after its slice has ended, and then serves the next one.
    func help() -> Bool {
        let next = state.withLock { state -> (index: Int, piece: Piece, bytes: UncheckedBytes)? in
            let open = state.pieces.firstIndex {
                if case .open = $0.progress { true } else { false }
            }
            guard let open else { return nil }
            state.pieces[open].progress = .begun
            return (open, state.pieces[open], UncheckedBytes(state.bytes))
        }
        guard let next else { return false }
        let range = next.index * Self.mostRows..<(next.index + 1) * Self.mostRows
        var place = next.piece.begin
        let rows = records.read(
            next.bytes.bytes,
            &place,
            until: next.piece.end,
            Self.mostRows,
            UnsafeMutableBufferPointer(rebasing: users[range]),
            UnsafeMutableBufferPointer(rebasing: items[range]),
            UnsafeMutableBufferPointer(rebasing: times.isEmpty ? times[0..<0] : times[range])
        )
        state.withLock { $0.pieces[next.index].progress = .done(rows: rows, end: place) }
        ends[next.index].signal()
        return true
    }

    /// The bytes of a slice, which stay as long as a piece is begun.
    private struct UncheckedBytes: @unchecked Sendable {
        let bytes: UnsafeRawBufferPointer

        init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }
    }
}
