/// Everything that is wrong with a log: the first faults, in the order they were met, and how many there are.
public struct LogFaults: Error, Sendable, Hashable {
    public let faults: [InputFault]
    public let total: Int
}
