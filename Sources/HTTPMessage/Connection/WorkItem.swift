/// Work for a worker: a batch of body bytes for a receiver, the end of the body, or both. The item returns to its
/// connection with the result.
///
/// `@unchecked Sendable`, although a receiver is not `Sendable`: a connection makes an item only after the previous one
/// has returned, and passes it on as a whole. So one thread at a time uses the item and its receiver, and the queues
/// between event loop and workers order these uses.
package final class WorkItem: @unchecked Sendable {
    /// Whether this is the first item of its request. The workers may refuse a first item; they never refuse a later
    /// one, because its request has been admitted.
    package let isAdmission: Bool
    /// Whether the item must not wait behind heavy work.
    package let isBrief: Bool
    private let receiver: any BodyReceiver
    private let isLast: Bool
    private var bytes: [UInt8]
    /// Pays for `bytes`, also if the connection ends while a worker has the item.
    private let grant: UploadBudget.Grant?
    /// The result of `run`: the answer, or nil if the receiver needs more of the body.
    private(set) var response: Response?

    init(
        receiver: any BodyReceiver,
        bytes: [UInt8],
        grant: UploadBudget.Grant?,
        isLast: Bool,
        isAdmission: Bool
    ) {
        isBrief = receiver.isBrief
        self.receiver = receiver
        self.bytes = bytes
        self.grant = grant
        self.isLast = isLast
        self.isAdmission = isAdmission
    }

    /// Does the work. A worker calls this.
    package func run() {
        if !bytes.isEmpty {
            response = bytes.withUnsafeBytes { receiver.receive($0) }
            bytes.removeAll(keepingCapacity: true)
        }
        if response == nil, isLast { response = receiver.finish() }
    }

    /// Returns the emptied storage, so that the next batch can use it.
    func takeStorage() -> [UInt8] {
        let storage = bytes
        bytes = []
        return storage
    }
}
