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

    mutating func startBatch(at tick: Tick) {
        exchange?.startBatch(at: tick, timeouts)
        readDeadline = exchange?.bodyDeadline(at: tick, timeouts)
    }

    mutating func readBody(_ bytes: UnsafeRawBufferPointer, at tick: Tick) -> Int {
        do throws(RequestRejection) {
            guard let consumed = try exchange?.body.read(bytes, into: &batch) else { return bytes.count }
            exchange?.awaitsContinue = false
            readDeadline = exchange?.bodyDeadline(at: tick, timeouts)
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
            readDeadline = exchange?.bodyDeadline(at: tick, timeouts)
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
    mutating func nextWork() -> WorkItem? {
        guard !isWorkRunning, phase == .working || (phase == .body && batch.count >= batchSize.lowWater),
            let receiver = exchange?.receiver, let isAdmitted = exchange?.isAdmitted
        else { return nil }
        let item = WorkItem(
            receiver: receiver,
            bytes: batch,
            grant: exchange?.grant,
            isLast: phase == .working,
            isAdmission: !isAdmitted
        )
        batch = spare
        spare = []
        isWorkRunning = true
        exchange?.isAdmitted = true
        return item
    }
}
