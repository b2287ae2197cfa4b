/// Which bytes from the client are processed when, and which must wait.
extension ConnectionMachine {
    /// The most bytes to read at once while a head is expected. This is a connection's share of an event loop's turn: 4
    /// KiB hold a hundred pipelined requests. With 32 KiB, the other connections of the loop waited eight times as
    /// long.
    private static let headReadBytes = 4 * 1024
    /// The most bytes to read at once if they are discarded.
    private static let discardedReadBytes = 256 * 1024

    /// The most bytes to read before calling `receive`; 0 while bytes cannot be processed.
    package var readCapacity: Int {
        // Bytes that already wait come first.
        if input.hasEnded || !input.isEmpty { return 0 }
        switch phase {
        // RFC 9112 §9.3.2: a client that pipelines must read. Its next request waits until it has read the answers.
        case .idle, .head: return output.isEmpty ? Self.headReadBytes : 0
        case .body: return bodyRoom
        case .discarding, .lingering: return Self.discardedReadBytes
        case .waiting, .working, .closing, .closed: return 0
        }
    }

    var wantsInput: Bool { readCapacity > 0 }

    package mutating func receive(_ bytes: UnsafeRawBufferPointer, at tick: Tick) {
        if input.isEmpty {
            // The common case: all bytes are processed, and none is copied.
            let processed = process(bytes, at: tick)
            if processed < bytes.count { input.append(bytes.slice(processed..<bytes.count)) }
        } else {
            input.append(bytes)
            continueReceiving(at: tick)
        }
    }

    /// The client will send no more. It may still read (RFC 9112 §9.6), so its requests are answered.
    package mutating func inputEnded(at tick: Tick) {
        input.hasEnded = true
        isEndKnown = true
        handleInputEnd(at: tick)
    }

    /// Whether heavy work waits or runs. It is too dear to be done for a client that has gone. Short work is done: its
    /// answer costs less than the question who waits for it.
    var hasHeavyWork: Bool { work != nil && exchange?.lane == .heavy && (phase == .body || phase == .working) }

    /// Finds out whether a client that has ended its stream still waits for its answer.
    ///
    /// A client that closes its socket and one that only ends its stream look the same: both send a FIN. Only bytes of the
    /// server tell them apart, because the kernel of a client that has closed answers them with a reset, which the caller
    /// reports as `lost`. Every answer begins with the same bytes. So these are sent at once, and the rest when it is known.
    /// An interim answer would do the same, but HTTP/1.0 has none, and some clients of HTTP/1.1 expect none.
    mutating func probeDeparture() {
        if isEndKnown, hasHeavyWork { output.beginAnswer() }
    }

    /// Processes the waiting bytes as far as that is possible now.
    mutating func continueReceiving(at tick: Tick) {
        if !input.isEmpty {
            // Moved out, because processing changes the machine while it reads these bytes.
            var waiting = input
            input.removeAll()
            waiting.consume { process($0, at: tick) }
            input = waiting
        }
        if input.hasEnded { handleInputEnd(at: tick) }
    }

    private mutating func handleInputEnd(at tick: Tick) {
        guard input.isEmpty else { return }
        switch phase {
        case .idle, .discarding: close(lingering: false)
        // RFC 9112 §8: an incomplete request may be answered before the connection is closed.
        case .head, .body: reject(.incomplete, at: tick)
        case .lingering: phase = .closed
        case .waiting, .working, .closing, .closed: break
        }
    }

    /// - Returns: The number of bytes that were processed; the others must wait.
    private mutating func process(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        var position = 0
        while position < bytes.count {
            let rest = bytes.slice(position..<bytes.count)
            switch phase {
            case .idle, .head:
                guard output.hasRoom else { return position }
                position += readHead(rest, at: tick)
            case .body:
                guard bodyRoom > 0 else { return position }
                position += readBody(rest.slice(0..<min(rest.count, bodyRoom)), at: tick)
            case .discarding:
                position += discardBody(rest, at: tick)
            case .waiting, .working:
                return position
            case .closing:
                // The client continues to send although this was the last answer.
                needsLinger = true
                return bytes.count
            case .lingering:
                readDeadline = lingerEnd.map { min($0, tick.now + timeouts.linger) }
                return bytes.count
            case .closed:
                return bytes.count
            }
        }
        return position
    }
}

/// Received bytes that wait until they can be processed.
struct InputBuffer {
    private var bytes: [UInt8] = []
    private var start = 0
    /// Whether the client has closed its side.
    var hasEnded = false

    var isEmpty: Bool { start == bytes.count }

    mutating func append(_ slice: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: slice)
    }

    /// Removes as many of the first bytes as `process` returns.
    mutating func consume(_ process: (UnsafeRawBufferPointer) -> Int) {
        let processed = bytes.withUnsafeBytes { process($0.slice(start..<$0.count)) }
        start += processed
        precondition(start <= bytes.count, "more bytes processed than there are")
        if isEmpty { removeAll() }
    }

    mutating func removeAll() {
        bytes = []
        start = 0
    }
}
