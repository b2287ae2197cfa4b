/// How long a connection waits for its client, by what it waits for.
package struct ConnectionTimeouts: Hashable, Sendable {
    /// From a head's first byte (on a new connection, from its acceptance) to its last; then 408.
    package var head = Duration.seconds(10)
    /// Between two bytes of a body; then 408.
    package var body = Duration.seconds(30)
    /// Between two requests; then the connection is closed.
    package var idle = Duration.seconds(60)
    /// Without any progress in sending an answer; then the connection is dropped.
    package var write = Duration.seconds(30)
    /// For each 64 KiB of a body or an answer, or less if that is all. A byte now and then is progress, but not enough.
    package var piece = Duration.seconds(240)
    /// Between two bytes that are read away after the last answer.
    package var linger = Duration.seconds(2)
    /// For all that is read away after the last answer.
    package var lingerInAll = Duration.seconds(20)

    package init() {}
}
