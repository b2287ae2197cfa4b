import Foundation
import HTTPMessage
import ResourceMetering
import Synchronization

/// The work and the memory of one request.
final class RequestWork: Sendable {
    /// What each GiB of a body adds to the work that its request may do: 30 s of a core.
    private static let unitsPerGiB = 30 * WorkMeter.unitsPerSecond

    let bounds: ProcessBounds
    let meter: WorkMeter
    /// Whether the request has a body, which may be sent in parts or uncompressed.
    private let hasBody: Bool
    /// What the request holds, by purpose; nil before it has held anything.
    private let held: Mutex<[MemoryPurpose: Int]>
    private let reservation = Mutex<MemoryBudget.Reservation?>(nil)

    init(_ bounds: ProcessBounds, hasBody: Bool = true) {
        self.bounds = bounds
        self.hasBody = hasBody
        meter = WorkMeter(limit: bounds.workUnits)
        held = Mutex([:])
    }

    deinit { bounds.counted(meter.spent) }

    /// Work without a bound: short work, and that of the command line.
    static func unbounded() -> RequestWork { RequestWork(unboundedProcess) }

    private static let unboundedProcess = ProcessBounds(memoryBytes: .max, threads: 1)

    /// The answer, or why there is none: what was computed after a stop means nothing.
    func answer(_ body: (RequestWork) throws(Problem) -> Response) -> Response {
        do throws(Problem) {
            try check()
            var response = try body(self)
            try check()
            try pay(for: &response)
            return response
        } catch {
            return error.response()
        }
    }

    /// The client or the service gives the request up.
    func cancel(isDraining: Bool) { meter.stop(isDraining ? .draining : .departed) }

    /// Bytes of the body have arrived.
    func received(_ bytes: Int) {
        // First what the bytes allow: they must not stop the request that they permit to go on.
        meter.allow(Int(Double(bytes) / Double(1 << 30) * Double(Self.unitsPerGiB)))
        // Receiving and copying a byte takes about a nanosecond.
        meter.spend(bytes)
    }

    /// Counts work.
    func spend(_ units: Int) { meter.spend(units) }

    /// - Throws: 413 or 422 if the request has done too much work, 503 if the service gives it up.
    func check() throws(Problem) {
        if let stop = meter.stop { throw problem(stop) }
    }

    /// The answer to a request whose work was stopped.
    func problem(_ stop: WorkMeter.Stop) -> Problem { Problem(stop, work: self, hasBody: hasBody) }

    /// Why a computation with laws has no result.
    func problem(lawFitting error: any Error) -> Problem {
        (error as? WorkMeter.Stop).map(problem) ?? Problem(lawFitting: error)
    }

    /// Calls a function that stops with the meter, and turns its stop into an answer.
    func metered<Value>(_ body: () throws(WorkMeter.Stop) -> Value) throws(Problem) -> Value {
        do throws(WorkMeter.Stop) {
            return try body()
        } catch {
            throw problem(error)
        }
    }

    // MARK: Memory

    /// Holds so many bytes for a purpose, instead of those that it held before.
    ///
    /// - Throws: 413 if they never fit, 503 if they fit later.
    func hold(_ bytes: Int, for purpose: MemoryPurpose, remedy: String = "") throws(Problem) {
        do throws(MemoryBudget.Refusal) {
            try reserve(bytes, for: purpose)
        } catch {
            throw Problem(error, remedy: remedy)
        }
    }

    /// Returns what is held for a purpose.
    func letGo(of purpose: MemoryPurpose) {
        do throws(MemoryBudget.Refusal) {
            try reserve(0, for: purpose)
        } catch {
            assertionFailure("less memory never exceeds the budget: \(error)")
        }
    }

    /// Holds bytes like `hold`, but throws the refusal itself, so that the caller can ask for less.
    func reserve(_ bytes: Int, for purpose: MemoryPurpose) throws(MemoryBudget.Refusal) {
        try held.withLock { held throws(MemoryBudget.Refusal) in
            let others = held.reduce(0) { $1.key == purpose ? $0 : $0 + $1.value }
            // Steps keep the requests from touching the shared count for every few bytes.
            let (sum, overflows) = others.addingReportingOverflow(bytes)
            let total = overflows || sum > .max - Self.step ? Int.max : (sum + Self.step - 1) / Self.step * Self.step
            try resize(to: total)
            held[purpose] = bytes
        }
    }

    /// As `reserve`. But work that has begun waits a moment for other requests: a law that is being decoded holds a high estimate for
    /// milliseconds, and that must not end a long upload.
    ///
    /// - Parameter pause: what happens between two attempts.
    func reserveInTime(
        _ bytes: Int,
        for purpose: MemoryPurpose,
        pause: () -> Void = { Thread.sleep(forTimeInterval: 0.01) }
    ) throws(MemoryBudget.Refusal) {
        let end = ContinuousClock.now + Self.patience
        while true {
            do throws(MemoryBudget.Refusal) {
                return try reserve(bytes, for: purpose)
            } catch {
                guard case .fitsLater = error, !meter.isStopped, ContinuousClock.now < end else { throw error }
            }
            pause()
        }
    }

    /// How long work that has begun waits for the memory of other requests.
    private static let patience = Duration.milliseconds(500)
    private static let step = 1 << 18
    /// The body of a shorter answer counts nothing. All connections together hold a few megabytes of them.
    private static let freeBytes = 16 << 10

    /// Lets the answer pay for its body until the client has it. What else the request holds is returned.
    func pay(for response: inout Response) throws(Problem) {
        guard response.body.count > Self.freeBytes else { return }
        let bytes = response.body.count
        do throws(MemoryBudget.Refusal) {
            guard let held = reservation.withLock({ $0.take() }) else {
                response.payer = AnswerPayer(try bounds.memory.reserve(bytes))
                return
            }
            try held.resize(to: bytes)
            response.payer = AnswerPayer(held)
        } catch {
            throw Problem(error, remedy: "request less at once")
        }
    }

    private func resize(to bytes: Int) throws(MemoryBudget.Refusal) {
        try reservation.withLock { reservation throws(MemoryBudget.Refusal) in
            if let reservation {
                if reservation.bytes != bytes { try reservation.resize(to: bytes) }
            } else {
                reservation = try bounds.memory.reserve(bytes)
            }
        }
    }
}

/// What a request holds memory for.
enum MemoryPurpose: Sendable {
    /// The body, and what is read of it.
    case reading
    /// Accumulators of a dataset.
    case measuring
    /// Memory that grows with the longest sequence and the number of threads.
    case scratch
    /// Counting at the end of a dataset.
    case counting
    /// Reading a stored law.
    case decoding
    /// A fit, a search, or an answer.
    case answering
}
