/// The listeners of one event loop, until they are closed. Only that loop uses them.
final class ListenerList {
    // An array cannot hold listeners, because each has one owner.
    private final class Entry {
        let listener: Listener

        init(_ listener: consuming Listener) {
            self.listener = listener
        }
    }

    private var entries: [Entry] = []

    func append(_ listener: consuming Listener) {
        precondition(entries.count < ConnectionTable.keptTokens - 2, "too many listeners for a token")
        entries.append(Entry(listener))
    }

    /// The descriptors; empty after `close`.
    var numbers: [CInt] { entries.map { $0.listener.number } }

    func isSocketFile(_ index: Int) -> Bool { index < entries.count && entries[index].listener.isSocketFile }

    func accept(from index: Int) -> Listener.Acceptance {
        guard index < entries.count else { return .none }
        return entries[index].listener.accept()
    }

    /// Whether a client waits to be accepted. False after `close`.
    func hasClient(_ index: Int) -> Bool { index < entries.count && entries[index].listener.hasClient }

    func setSendBuffer(_ bytes: Int32) {
        for entry in entries { entry.listener.setSendBuffer(bytes) }
    }

    func close() {
        entries = []
    }
}
