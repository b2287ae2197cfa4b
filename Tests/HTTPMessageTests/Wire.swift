@testable import HTTPMessage

/// A connection machine with a simulated client, socket and clock. The test moves the clock and decides when work is
/// done.
final class Wire {
    private var machine: ConnectionMachine
    let handler = ScriptedHandler()
    private(set) var tick = Tick(now: .now, date: Array("D".utf8))
    /// Everything that was sent.
    private(set) var sent = ""
    private(set) var work: [WorkItem] = []
    private(set) var interest: ConnectionMachine.Interest?
    private(set) var isSendingFinished = false
    /// How many receivers the machine gave up.
    private(set) var released = 0
    private(set) var isClosed = false
    /// The number of bytes that the client's socket still accepts.
    var window = Int.max
    var doesWorkAtOnce = true
    var hasFullQueue = false

    init(uploads: UploadBudget = UploadBudget(bytes: 64 << 20), isReserved: Bool = false) {
        machine = ConnectionMachine(
            handler: handler,
            limits: RequestLimits(),
            timeouts: ConnectionTimeouts(),
            uploads: uploads,
            isReserved: isReserved,
            at: tick
        )
        advance()
    }

    /// The statuses of the answers, in order.
    var statuses: [Int] {
        sent.split(separator: "HTTP/1.1 ", omittingEmptySubsequences: false).dropFirst().compactMap {
            Int($0.prefix(3))
        }
    }

    /// Each answer's status and body.
    var answers: [String] {
        sent.split(separator: "HTTP/1.1 ", omittingEmptySubsequences: false).dropFirst().map { answer in
            let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            return "\(answer.prefix(4))\(parts.count == 2 ? parts[1] : "")"
        }
    }

    var readCapacity: Int { machine.readCapacity }
    var deadline: Tick.Instant? { machine.deadline }
    var isEvictable: Bool { machine.isEvictable(at: tick) }
    var isReading: Bool { interest?.isReading == true && !isClosed }

    func receive(_ text: String) {
        receive(Array(text.utf8))
    }

    func receive(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { machine.receive($0, at: tick) }
        advance()
    }

    func endInput() {
        machine.inputEnded(at: tick)
        advance()
    }

    /// The end of the client's stream, seen by the poller while nothing is read.
    func seeEnd() {
        machine.endSeen()
        advance()
    }

    /// The connection gets a place within the limit.
    func grantPlace() {
        machine.placeGranted(at: tick)
        advance()
    }

    /// The client's reset.
    func reset() {
        machine.lost(at: tick)
        advance()
    }

    func pass(_ duration: Duration) {
        tick.now += duration
        if let deadline = machine.deadline, deadline <= tick.now { machine.deadlineReached(at: tick) }
        advance()
    }

    func openWindow(_ bytes: Int) {
        window = bytes
        machine.sendUnblocked()
        advance()
    }

    func shutdown() {
        machine.shutdown(at: tick)
        advance()
    }

    /// The time for requests that have begun is over.
    func endDrain() {
        machine.drainEnded(at: tick)
        advance()
    }

    /// No worker will begin the first item.
    func dropWork() {
        machine.workDropped(work.removeFirst(), at: tick)
        advance()
    }

    /// - Parameter meanwhile: what happens while the item is at work.
    func doWork(_ meanwhile: () -> Void = {}) {
        guard !work.isEmpty else { return }
        let item = work.removeFirst()
        withoutActuallyEscaping(meanwhile) { meanwhile in
            handler.whileWorking = meanwhile
            item.run()
            handler.whileWorking = nil
        }
        machine.workFinished(item, at: tick)
        advance()
    }

    private func advance() {
        while !isClosed {
            switch machine.nextAction(at: tick) {
            case .send: send()
            case .work(let item): take(item)
            case .release: released += 1
            case .finishSending: isSendingFinished = true
            case .close: isClosed = true
            case .wait(let interest):
                self.interest = interest
                return
            }
        }
    }

    private func send() {
        guard window > 0 else {
            machine.sendBlocked(at: tick)
            return
        }
        var bytes: [UInt8] = []
        machine.withPendingOutput { [window] in bytes = Array($0.prefix(window)) }
        window -= bytes.count
        sent += String(decoding: bytes, as: UTF8.self)
        machine.sent(bytes.count, at: tick)
    }

    private func take(_ item: WorkItem) {
        if hasFullQueue, item.isAdmission {
            machine.workRefused(retryAfter: .seconds(7), at: tick)
        } else if doesWorkAtOnce {
            item.run()
            machine.workFinished(item, at: tick)
        } else {
            work.append(item)
        }
    }
}

extension Wire: CustomStringConvertible {
    /// Short enough for a failed expectation.
    var description: String { "\(statuses), \(machine.phase)\(isClosed ? ", closed" : "")" }
}
