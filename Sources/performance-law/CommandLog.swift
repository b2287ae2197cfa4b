import Logging
import Synchronization

/// The log of the service in a command's own process. Nothing is printed: a command reports its failure itself, and a store that
/// is read-only is none for a command that only reads.
enum CommandLog {
    private static let last = Mutex<String?>(nil)

    /// Why something failed last.
    static var lastReason: String? { last.withLock { $0 } }

    /// Takes the place of the log of `serve`. To be called once.
    static func start() {
        LoggingSystem.bootstrap { _ in Handler() }
    }

    private struct Handler: LogHandler {
        var logLevel = Logger.Level.error
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard let reason = event.metadata?["reason"] else { return }
            last.withLock { $0 = "\(reason)" }
        }
    }
}
