/// A piece of work that a connection hands to a worker, and that comes back with what came of it: some bytes for a
/// receiver, its end, or both.
///
/// `@unchecked Sendable`, because neither a receiver nor this is: a connection makes an item only when the one before has
/// come back, and gives it away whole, so both are used by one thread at a time; the queues between loop and workers
/// order those uses.
package final class WorkItem: @unchecked Sendable {
    /// Whether this is the first item of its request. Later ones belong to a request that has been let in already, and
    /// are never turned away.
    package let isAdmission: Bool
    /// Whether it must not wait behind heavy work.
    package let isBrief: Bool
    private let receiver: any BodyReceiver
    private let isLast: Bool
    private var bytes: [UInt8]
    /// Covers `bytes` for as long as they are here.
    private let grant: UploadBudget.Grant?
    /// After `run`: the answer, or nil if the receiver wants more of the body.
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

    /// Does the work, on a worker.
    package func run() {
        if !bytes.isEmpty {
            response = bytes.withUnsafeBytes { receiver.receive($0) }
            bytes.removeAll(keepingCapacity: true)
        }
        if response == nil, isLast { response = receiver.finish() }
    }

    /// The item's storage, emptied, to be filled again.
    func takeStorage() -> [UInt8] {
        let storage = bytes
        bytes = []
        return storage
    }
}
