import Glibc
import Synchronization
import Telemetry
import Testing

@Suite("Log writer")
struct LogWriterTests {
    private static let second = Duration.seconds(20)

    private static func writer(_ descriptor: Int32, queueBytes: Int = 256 << 10) -> LogWriter {
        LogWriter(descriptor: descriptor, queueBytes: queueBytes) { Array("\($0) dropped\n".utf8) }
    }

    /// A pipe whose writing end blocks, as that of standard error does.
    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(Glibc.pipe(&ends) == 0)
        // A child of another suite must not keep it open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Everything until the end, or the text of one `read`.
    private static func text(_ descriptor: Int32, untilEnd: Bool = true) -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        repeat {
            let count = read(descriptor, &piece, piece.count)
            if count <= 0 { break }
            bytes += piece[..<count]
        } while untilEnd
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("writes all lines in their order")
    func order() throws {
        let (reading, writing) = try Self.pipe()
        let writer = Self.writer(writing)
        for number in 0..<1_000 { writer.write(Array("line \(number)\n".utf8), isUrgent: number % 100 == 0) }
        writer.finish(within: Self.second)
        close(writing)
        #expect(Self.text(reading) == (0..<1_000).map { "line \($0)\n" }.joined())
        #expect(writer.droppedLines == 0)
        close(reading)
    }

    @Test("a pipe that nobody reads blocks nobody; lines beyond the queue are dropped, counted and reported")
    func fullPipe() throws {
        let (reading, writing) = try Self.pipe()
        let writer = Self.writer(writing, queueBytes: 4096)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1023) + [UInt8(ascii: "\n")]
        // The pipe takes 64 lines, and the queue 4. Without a bound this loop would not end before the reader reads.
        for _ in 0..<500 { writer.write(line, isUrgent: true) }
        let dropped = writer.droppedLines
        #expect(dropped > 0 && dropped < 500)
        let received = Mutex("")
        let reader = JoinableThread { received.withLock { $0 = Self.text(reading) } }
        writer.finish(within: Self.second)
        writer.write(Array("last\n".utf8), isUrgent: true)
        writer.finish(within: Self.second)
        close(writing)
        reader.join()
        let lines = received.withLock { $0 }.split(separator: "\n")
        #expect(lines.count { $0.count == 1023 } == 500 - dropped)
        let reported = lines.filter { $0.hasSuffix(" dropped") }.compactMap { Int($0.prefix { $0 != " " }) }.reduce(
            0,
            +
        )
        #expect(reported == dropped)
        #expect(lines.last == "last")
        close(reading)
    }

    @Test("the end of the process does not wait for a pipe that nobody reads")
    func finishWithoutReader() throws {
        let (reading, writing) = try Self.pipe()
        let writer = Self.writer(writing)
        for _ in 0..<2_000 { writer.write([UInt8](repeating: 0x78, count: 99) + [0x0A], isUrgent: true) }
        let began = ContinuousClock.now
        writer.finish(within: .milliseconds(50))
        #expect(ContinuousClock.now - began < .seconds(10))
        close(reading)
        // The writer may still be at its last piece. The number must stay taken until it has ended: a test beside this one would get it.
        writer.finish(within: Self.second)
        close(writing)
    }

    @Test(
        "a reader that has gone, a full disk and a closed descriptor drop lines and end nothing",
        arguments: ["pipe", "full", "closed"]
    )
    func failures(_ kind: String) throws {
        // Nothing outside the writer may be what protects the process.
        signal(SIGPIPE, SIG_DFL)
        let descriptor: Int32
        switch kind {
        case "pipe":
            let (reading, writing) = try Self.pipe()
            close(reading)
            descriptor = writing
        case "full": descriptor = open("/dev/full", O_WRONLY)
        // A number that no file gets while the test runs.
        default: descriptor = 1_000_000
        }
        let writer = Self.writer(descriptor)
        for _ in 0..<5 { writer.write(Array("a line\n".utf8), isUrgent: true) }
        writer.finish(within: Self.second)
        #expect(writer.droppedLines == 5)
        close(descriptor)
    }

    @Test("reports the dropped lines when writing succeeds again")
    func recovery() throws {
        let (reading, writing) = try Self.pipe()
        let full = open("/dev/full", O_WRONLY)
        let target = dup(full)
        let writer = Self.writer(target)
        writer.write(Array("lost 1\nlost 2\n".utf8), isUrgent: true)
        writer.finish(within: Self.second)
        #expect(writer.droppedLines == 2)
        // The same descriptor has room again.
        try #require(dup2(writing, target) == target)
        writer.write(Array("kept\n".utf8), isUrgent: true)
        writer.finish(within: Self.second)
        for descriptor in [writing, target, full] { close(descriptor) }
        #expect(Self.text(reading) == "2 dropped\nkept\n")
        close(reading)
    }
}

/// A thread that can be joined.
private final class JoinableThread: @unchecked Sendable {
    // Written once before the thread is used.
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Box(body))
        pthread_create(
            &thread,
            nil,
            { argument in
                if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            },
            box.toOpaque()
        )
    }

    func join() { pthread_join(thread, nil) }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

extension LogWriter {
    fileprivate func write(_ line: [UInt8], isUrgent: Bool) {
        line.withUnsafeBufferPointer { write($0, isUrgent: isUrgent) }
    }
}
