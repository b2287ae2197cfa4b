import Synchronization

/// The messages of other threads to one event loop.
///
/// A loop closes its mailbox when it stops, and only an empty mailbox can be closed. So each accepted message is read,
/// and the sender of a later one learns that it was not accepted.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wakeUp: EventDescriptor

    init() throws(ServerError) {
        wakeUp = try EventDescriptor()
    }

    /// A descriptor that is readable while messages wait.
    var descriptor: CInt { wakeUp.number }

    /// - Returns: False if the mailbox is closed. Then the message is dropped.
    func post(_ message: Message) -> Bool {
        let (isAccepted, isFirst) = state.withLock { state in
            if state.isClosed { return (false, false) }
            state.messages.append(message)
            return (true, state.messages.count == 1)
        }
        if isFirst { wakeUp.signal() }
        return isAccepted
    }

    /// Removes and returns all messages, the oldest first.
    func takeAll() -> [Message] {
        wakeUp.clear()
        return state.withLock { state in
            let messages = state.messages
            state.messages = []
            return messages
        }
    }

    /// Closes the mailbox for good, unless messages wait.
    ///
    /// - Returns: Whether the mailbox is closed.
    func closeIfEmpty() -> Bool {
        state.withLock { state in
            if state.messages.isEmpty { state.isClosed = true }
            return state.isClosed
        }
    }
}
