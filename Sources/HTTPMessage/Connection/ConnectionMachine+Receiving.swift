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
        case .working, .closing, .closed: return 0
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

    /// The client will send no more. It may still read (RFC 9112 §9.6), so its requests are answered, except those that
    /// need heavy work.
    package mutating func inputEnded(at tick: Tick) {
        input.hasEnded = true
        endDepartedWork(at: tick)
        handleInputEnd(at: tick)
    }

    /// Whether the end of the client's stream means that nobody waits for the answer to the current request.
    ///
    /// A client that closes its socket and one that only ends its stream look the same: both send a FIN, and the reset
    /// that tells them apart comes after the first byte of an answer. Heavy work is too dear to be done for nobody, so
    /// there a FIN is a departure. Short work is done: its answer costs less than the question who waits for it.
    var isAbandonedByEnd: Bool { exchange?.lane == .heavy && (phase == .body || phase == .working) }

    mutating func endDepartedWork(at tick: Tick) {
        if input.hasEnded, phase == .working, isAbandonedByEnd { lost(at: tick) }
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
        case .working, .closing, .closed: break
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
            case .working:
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
