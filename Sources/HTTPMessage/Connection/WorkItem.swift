import Synchronization

/// Work for a worker: a batch of body bytes for a receiver, the end of the body, or both. While the item is on its way, it
/// owns the receiver. It returns to its connection with the result.
///
/// `@unchecked Sendable`, although a receiver is not `Sendable`: `stage` decides who uses the other properties. A worker
/// does while the item is `running`; before and after that the connection does. `receiver` is read and written only while
/// `stage` is locked.
package final class WorkItem: @unchecked Sendable {
    private enum Stage {
        case waiting, running, finished, abandoned
    }

    /// A receiver on its way out of the lock, which returns sendable results only.
    private struct Held: @unchecked Sendable {
        var receiver: (any BodyReceiver)?
    }

    /// Whether this is the first item of its request. The workers may refuse a first item; they never refuse a later
    /// one, because its request has been admitted.
    package let isAdmission: Bool
    package let lane: WorkLane
    private let isLast: Bool
    private let created = Tick.Instant.now
    private let stage = Mutex(Stage.waiting)
    private var receiver: (any BodyReceiver)?
    private var bytes: [UInt8]
    /// Pays for `bytes`, also if the connection ends while a worker has the item.
    private let grant: UploadBudget.Grant?
    /// The result of `run`: the answer, or nil if the receiver needs more of the body.
    private(set) var response: Response?
    /// Whether the workers of another lane have to continue.
    private(set) var changesLane = false
    /// How long the item waited for a worker; nil before a worker begins it.
    private(set) var queueWait: Duration?

    init(
        receiver: any BodyReceiver,
        bytes: [UInt8],
        grant: UploadBudget.Grant?,
        isLast: Bool,
        isAdmission: Bool
    ) {
        lane = receiver.lane
        self.receiver = receiver
        self.bytes = bytes
        self.grant = grant
        self.isLast = isLast
        self.isAdmission = isAdmission
    }

    /// The answer, which belongs to the caller from now on: a worker may keep the item for longer.
    func takeResponse() -> Response? {
        defer { response = nil }
        return response
    }

    /// Whether nobody wants the result any more.
    package var isAbandoned: Bool { stage.withLock { $0 == .abandoned } }

    /// Does the work, unless it was abandoned. A worker calls this.
    package func run() {
        let held = stage.withLock { stage -> Held in
            guard stage == .waiting else { return Held() }
            stage = .running
            return Held(receiver: self.receiver)
        }
        guard let receiver = held.receiver else { return }
        queueWait = created.duration(to: .now)
        if !bytes.isEmpty {
            response = bytes.withUnsafeBytes { receiver.receive($0) }
            bytes.removeAll(keepingCapacity: true)
        }
        if response == nil, isLast, !isAbandoned {
            changesLane = !receiver.mayFinish()
            if !changesLane { response = receiver.finish() }
        }
        stage.withLock { stage in
            if stage == .running { stage = .finished }
            // Released here and not on the event loop, because a receiver may hold millions of objects.
            if stage == .abandoned || response != nil { self.receiver = nil }
        }
    }

    /// Gives the result up. If no worker has begun the item, none will. If a worker is at it, the receiver is told.
    ///
    /// - Returns: What the item held, unless a worker uses it.
    func abandon(isDraining: Bool) -> AbandonedWork? {
        let held = stage.withLock { stage -> (cancelled: Held, released: AbandonedWork?) in
            if stage == .abandoned { return (Held(), nil) }
            defer { stage = .abandoned }
            guard stage != .running, let held = receiver else { return (Held(receiver: receiver), nil) }
            let released = AbandonedWork(receiver: held, bytes: bytes)
            receiver = nil
            bytes = []
            return (Held(receiver: held), released)
        }
        held.cancelled.receiver?.cancel(isDraining: isDraining)
        return held.released
    }

    /// Returns the receiver, which needs more of the body.
    func takeReceiver() -> (any BodyReceiver)? {
        let held = stage.withLock { _ -> Held in
            defer { receiver = nil }
            return Held(receiver: receiver)
        }
        return held.receiver
    }

    /// Returns the emptied storage, so that the next batch can use it.
    func takeStorage() -> [UInt8] {
        let storage = bytes
        bytes = []
        return storage
    }
}

/// A receiver that is not needed any more, with the bytes that it did not get.
///
/// It may hold millions of objects. So it is released by a thread that may take its time, never by an event loop.
///
/// `@unchecked Sendable`: nobody uses the receiver any more.
package final class AbandonedWork: @unchecked Sendable {
    private let receiver: any BodyReceiver
    private let bytes: [UInt8]

    init(receiver: any BodyReceiver, bytes: [UInt8]) {
        self.receiver = receiver
        self.bytes = bytes
    }
}
