/// The body of the current request: collected in batches for the workers, or discarded.
extension ConnectionMachine {
    /// How many bytes of a body a connection collects while a worker has the batch before.
    struct BatchSize {
        /// From here on the batch goes to a worker as soon as the worker is free.
        var lowWater: Int
        /// From here on nothing more is read until a worker takes the batch.
        var highWater: Int

        /// For every connection. Together with the worker's batch, a connection holds at most 32 KiB.
        static let small = BatchSize(lowWater: 8 * 1024, highWater: 16 * 1024)
        /// For a connection with a grant. Fewer and longer batches need less processor time.
        static let large = BatchSize(lowWater: 64 * 1024, highWater: 128 * 1024)
    }

    private var batchSize: BatchSize { exchange?.grant == nil ? .small : .large }

    /// The number of bytes that the current batch can still take.
    var bodyRoom: Int { max(0, batchSize.highWater - batch.count) }

    /// A new allowance of time for a body, wanted or not.
    func newPatience(at tick: Tick) -> Patience {
        Patience(limit: timeouts.body, rate: timeouts.bodyRate, at: tick.now)
    }

    private mutating func progressed(by bytes: Int, at tick: Tick) {
        exchange?.patience.progressed(by: bytes, at: tick.now)
        readDeadline = exchange?.patience.deadline
    }

    mutating func readBody(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        do throws(RequestRejection) {
            guard let consumed = try exchange?.body.read(bytes, into: &batch) else { return bytes.count }
            exchange?.awaitsContinue = false
            exchange?.receivedBytes += consumed
            progressed(by: consumed, at: tick)
            if exchange?.body.isFinished == true {
                phase = .working
            } else if exchange?.grant == nil, batch.count >= batchSize.lowWater {
                requestLargeBatches()
            }
            return consumed
        } catch {
            reject(error, at: tick)
            return bytes.count
        }
    }

    /// Reads the rest of an answered request, to find the next request behind it.
    mutating func discardBody(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        do throws(RequestRejection) {
            guard let consumed = try exchange?.body.read(bytes, into: &batch, discarding: true) else {
                return bytes.count
            }
            progressed(by: consumed, at: tick)
            if exchange?.body.isFinished == true { becomeIdle(at: tick) }
            return consumed
        } catch {
            // The request has its answer already. After a fault, or above the limit, the start of a next request is
            // unknown.
            close(lingering: true)
            return bytes.count
        }
    }

    private mutating func requestLargeBatches() {
        // Two batches: one that is being collected and one that a worker has.
        guard let grant = uploads.grant(2 * BatchSize.large.highWater) else { return }
        exchange?.grant = grant
        // Reserved exactly; otherwise the array would double its storage and exceed the grant.
        let coming = min(exchange?.body.remaining ?? .max, BatchSize.large.highWater)
        batch.reserveCapacity(min(BatchSize.large.highWater, batch.count + coming))
    }

    /// The current batch as work, if it is due and no other work of this connection is running.
    mutating func nextWork(at tick: Tick) -> WorkItem? {
        guard work == nil, phase == .working || (phase == .body && batch.count >= batchSize.lowWater),
            let receiver = exchange?.receiver, let isAdmitted = exchange?.isAdmitted
        else { return nil }
        let item = WorkItem(
            receiver: receiver,
            bytes: batch,
            grant: exchange?.grant,
            isLast: phase == .working,
            isAdmission: !isAdmitted
        )
        if bodyRoom == 0 {
            // The client had to wait for the worker.
            exchange?.patience.renew(at: tick.now)
            readDeadline = exchange?.patience.deadline
        }
        batch = spare
        spare = []
        work = item
        _ = exchange?.takeReceiver()
        exchange?.isAdmitted = true
        return item
    }

    /// Gives up the work of the current request: what runs is cancelled, what waits is never begun.
    mutating func abandonWork(isDraining: Bool) {
        if let work {
            abandoned = work.abandon(isDraining: isDraining)
        } else if let receiver = exchange?.receiver {
            receiver.cancel(isDraining: isDraining)
            abandoned = AbandonedWork(receiver: receiver, bytes: batch)
        }
        work = nil
        _ = exchange?.takeReceiver()
        batch = []
    }
}
