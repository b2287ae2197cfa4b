import Dispatch
import Glibc
import Synchronization

/// Writes log lines to a descriptor without ever blocking or ending the process.
///
/// Lines wait in a bounded queue, and one thread writes them. A line is dropped and counted if the queue is full, because
/// nobody reads the pipe, or if the descriptor refuses it, because the disk is full or the reader has gone. When lines can be
/// written again, one line says how many were dropped.
public final class LogWriter: Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// Dropped lines that no line has reported yet.
        var unreported = 0
        /// Whether a turn of the writing thread is planned or running.
        var isScheduled = false
        var isUrgent = false
    }

    /// What the thread needs between two turns; only `queue` uses it.
    private struct Tail {
        /// Whether the last line was cut by an error, so that the next one needs a line end before it.
        var isCut = false
    }

    /// `poll` promises that a pipe takes this many bytes without blocking (pipe(7), PIPE_BUF).
    private static let pipeBytes = 4096
    /// A file takes any number of bytes.
    private static let fileBytes = 64 << 10
    /// How long ordinary lines are collected. Waking the thread for each line would cost more than the line.
    private static let collecting = DispatchTimeInterval.milliseconds(20)
    /// How long one wait for a full pipe lasts, before the thread looks whether the process ends.
    private static let pollMilliseconds: Int32 = 100

    private let descriptor: Int32
    /// The most bytes of one write.
    private let pieceBytes: Int
    private let queueBytes: Int
    private let notice: @Sendable (Int) -> [UInt8]
    private let state = Mutex(State())
    private let tail = Mutex(Tail())
    private let dropped = Atomic<Int>(0)
    private let isFinishing = Atomic<Bool>(false)
    private let queue = DispatchQueue(label: "log-writer", qos: .utility)

    /// - Parameters:
    ///   - descriptor: stays open as long as the writer exists.
    ///   - queueBytes: the most bytes of lines that wait.
    ///   - notice: makes the line, with its line feed, that reports a number of dropped lines.
    public init(descriptor: Int32, queueBytes: Int = 256 << 10, notice: @escaping @Sendable (Int) -> [UInt8]) {
        self.descriptor = descriptor
        pieceBytes = Self.isFile(descriptor) ? Self.fileBytes : Self.pipeBytes
        self.queueBytes = queueBytes
        self.notice = notice
    }

    /// Whether the descriptor is a file, or a device without a reader such as `/dev/null`.
    private static func isFile(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return kind == S_IFREG || (kind == S_IFCHR && isatty(descriptor) == 0)
    }

    /// The lines dropped so far.
    public var droppedLines: Int { dropped.load(ordering: .relaxed) }

    /// Queues a line. It returns at once.
    ///
    /// - Parameters:
    ///   - line: one line with its line feed.
    ///   - isUrgent: whether the line is written at once, and not together with those of the next milliseconds.
    public func write(_ line: UnsafeBufferPointer<UInt8>, isUrgent: Bool) {
        let (schedule, soon) = state.withLock { state -> (Bool, Bool) in
            guard state.pending.count + line.count <= queueBytes else {
                state.unreported += 1
                dropped.add(1, ordering: .relaxed)
                return (false, false)
            }
            state.pending.append(contentsOf: line)
            let soon = isUrgent || state.pending.count >= soonBytes
            let schedule = !state.isScheduled || (soon && !state.isUrgent)
            state.isScheduled = true
            if soon { state.isUrgent = true }
            return (schedule, soon)
        }
        guard schedule else { return }
        if soon {
            queue.async { self.drain() }
        } else {
            queue.asyncAfter(deadline: .now() + Self.collecting) { self.drain() }
        }
    }

    /// Writes what waits, before the process ends. Lines that cannot be written in this time are lost.
    public func finish(within limit: Duration) {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.drain(isLast: true)
            done.signal()
        }
        let milliseconds = Int(limit / .milliseconds(1))
        if done.wait(timeout: .now() + .milliseconds(milliseconds)) == .timedOut {
            isFinishing.store(true, ordering: .relaxed)
        }
    }

    /// Writes the lines that wait. Runs on `queue` only.
    ///
    /// - Parameter isLast: whether no later turn may write the lines that come meanwhile.
    private func drain(isLast: Bool = false) {
        while true {
            let (bytes, unreported) = state.withLock { state -> ([UInt8], Int) in
                let bytes = state.pending
                state.pending = []
                state.isUrgent = false
                if bytes.isEmpty { state.isScheduled = false }
                return (bytes, state.unreported)
            }
            if bytes.isEmpty, unreported == 0 { return }
            write(bytes)
            if bytes.isEmpty { return }
            // A busy service logs while its lines are written. If they were written one by one, each would cost several system calls.
            let isWaiting = state.withLock { state in
                !state.pending.isEmpty && !state.isUrgent && state.pending.count < soonBytes
            }
            if isWaiting, !isLast {
                queue.asyncAfter(deadline: .now() + Self.collecting) { self.drain() }
                return
            }
        }
    }

    /// Once this many bytes wait, they are written.
    private var soonBytes: Int { queueBytes / 4 }

    private func write(_ bytes: [UInt8]) {
        BrokenPipeSignal.withheld { isPipeBroken in write(bytes, &isPipeBroken) }
    }

    private func write(_ bytes: [UInt8], _ isPipeBroken: inout Bool) {
        var start = 0
        while true {
            reportDropped(&isPipeBroken)
            guard start < bytes.count else { return }
            let end = pieceEnd(bytes, from: start)
            let piece = Array(bytes[start..<end])
            let isMissingEnd = tail.withLock { $0.isCut }
            let written = put(isMissingEnd ? [UInt8(ascii: "\n")] + piece : piece, &isPipeBroken)
            tail.withLock { $0.isCut = written.isCut }
            if !written.isComplete { drop(piece, written: max(0, written.count - (isMissingEnd ? 1 : 0))) }
            start = end
        }
    }

    /// Reports the lines dropped so far. If that fails, the next attempt reports them.
    private func reportDropped(_ isPipeBroken: inout Bool) {
        let count = state.withLock { $0.unreported }
        guard count > 0 else { return }
        let line = (tail.withLock { $0.isCut } ? [UInt8(ascii: "\n")] : []) + notice(count)
        let written = put(line, &isPipeBroken)
        tail.withLock { $0.isCut = written.isCut || ($0.isCut && written.count == 0) }
        if written.isComplete { state.withLock { $0.unreported -= count } }
    }

    private func drop(_ piece: [UInt8], written: Int) {
        let lines = piece[min(written, piece.count)...].count { $0 == UInt8(ascii: "\n") }
        dropped.add(lines, ordering: .relaxed)
        state.withLock { $0.unreported += lines }
    }

    /// The end of the next piece: after the last line that fits, so that lines of several writers to one pipe do not mix.
    private func pieceEnd(_ bytes: [UInt8], from start: Int) -> Int {
        let most = min(start + pieceBytes - 1, bytes.count)
        let end = bytes[start..<most].lastIndex(of: UInt8(ascii: "\n"))
        return end.map { $0 + 1 } ?? most
    }

    private struct Written {
        var count = 0
        var isComplete = false
        /// Whether the descriptor has received the beginning of a line without its end.
        var isCut = false
    }

    /// Writes at most `pieceBytes` bytes, and waits as long as the pipe is full.
    private func put(_ bytes: [UInt8], _ isPipeBroken: inout Bool) -> Written {
        var result = Written()
        bytes.withUnsafeBytes { bytes in
            while result.count < bytes.count, waitUntilWritable() {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[result.count...])
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                let error = errno
                if count < 0, error == EPIPE { isPipeBroken = true }
                if count > 0 {
                    result.count += count
                } else if count == 0 || (error != EINTR && error != EAGAIN) {
                    break
                }
            }
            result.isComplete = result.count == bytes.count
            result.isCut = result.count > 0 && bytes[result.count - 1] != UInt8(ascii: "\n")
        }
        return result
    }

    /// False if the process ends while nobody reads.
    private func waitUntilWritable() -> Bool {
        while !isFinishing.load(ordering: .relaxed) {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            // An error of the descriptor is found by the write.
            if poll(&entry, 1, Self.pollMilliseconds) != 0 { return true }
        }
        return false
    }
}
