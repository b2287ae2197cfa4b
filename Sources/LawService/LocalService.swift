public import HTTPMessage
public import PredictionStore

/// The whole service in this process, for the command line: the same routes, parameters and answers as over HTTP.
public struct LocalService: Sendable {
    private let application: Application

    /// Bounds protect a service from its clients. Here the client is the user of the process, so there are none.
    public init(store: any DocumentStore) {
        var configuration = Application.Configuration()
        configuration.measuring = MeasurementLimits(memoryBytes: Self.unbounded)
        configuration.workSeconds = 1e9
        configuration.datasetBodyBytes = Self.unbounded
        configuration.bodyBytes = Self.unbounded
        application = Application(store: store, configuration: configuration)
    }

    /// Sums of a few such numbers do not overflow.
    private static let unbounded = Int.max >> 3

    /// Answers one request.
    ///
    /// - Parameter writeBody: sends the body piece by piece through its argument, which returns false when the service wants no
    ///   more; `nil` for a request without a body.
    /// - Throws: an error of `writeBody`.
    public func send(
        _ head: RequestHead,
        writeBody: ((_ write: (UnsafeRawBufferPointer) -> Bool) throws -> Void)? = nil
    ) throws -> Response {
        switch application.plan(for: head) {
        case .respond(let response): return response
        case .receive(_, let receiver):
            var early: Response?
            try writeBody? { bytes in
                if early == nil { early = receiver.receive(bytes) }
                return early == nil
            }
            if let early { return early }
            // A receiver may find that its answer belongs to other workers. Here one thread does everything.
            while !receiver.mayFinish() {}
            return receiver.finish()
        }
    }
}
