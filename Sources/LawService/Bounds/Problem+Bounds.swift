import HTTPMessage
import ResourceMetering

extension Problem {
    /// How long clients should wait for memory that others hold. Most requests take less.
    private static let retryAfter: (name: HTTPFieldName, value: HTTPFieldValue) = (.retryAfter, HTTPFieldValue(5))

    /// The answer to a request that needs more memory than there is.
    ///
    /// - Parameter remedy: what the client can change, as the beginning of a sentence.
    init(_ refusal: MemoryBudget.Refusal, remedy: String) {
        switch refusal {
        case .neverFits(let needed, let budget):
            let remedy = remedy.isEmpty ? "" : "\(remedy), or "
            self.init(
                .memoryTooLarge,
                """
                the request needs at least \(Self.size(needed)) of memory, and all requests together may take \(Self.size(budget)); \
                \(remedy)ask the operator to raise --memory
                """
            )
        case .fitsLater(let needed, _):
            self.init(
                .overloaded,
                "the request needs \(Self.size(needed)) of memory, which other requests hold at the moment; try again",
                fields: [Self.retryAfter]
            )
        }
    }

    /// The answer to a request whose work was stopped.
    init(_ stop: WorkMeter.Stop, work: RequestWork, hasBody: Bool) {
        switch stop {
        case .exhausted:
            let seconds = Readable.number(Double(work.meter.budget) / Double(WorkMeter.unitsPerSecond))
            if hasBody {
                self.init(
                    .workTooLarge,
                    """
                    the request needs more than the \(seconds) s of work that it may take; request fewer `m`, `maxLength` or \
                    `measures`, a smaller `r`, or fewer metrics, send less data, or ask the operator to raise --work-seconds
                    """
                )
            } else {
                self.init(
                    .searchTooLarge,
                    """
                    the request needs more than the \(seconds) s of work that it may take; request fewer results or a smaller \
                    search space, or ask the operator to raise --work-seconds
                    """
                )
            }
        case .draining:
            self.init(
                .overloaded,
                "the service is shutting down and has given the request up; send it again",
                fields: [Self.retryAfter]
            )
        case .departed: self.init(.overloaded, "the client has gone", fields: [Self.retryAfter])
        }
    }

    private static func size(_ bytes: Int) -> String {
        bytes >= 10 << 20 ? "\(bytes >> 20) MiB" : bytes >= 10 << 10 ? "\(bytes >> 10) KiB" : "\(bytes) bytes"
    }
}
