/// Threads that have nothing to do now and may take a part of another thread's work.
public protocol SpareThreads: Sendable {
    /// Starts a job on a thread that is free.
    ///
    /// - Returns: False if none is. Then the job is not started.
    func start(_ job: @escaping @Sendable () -> Void) -> Bool
}
