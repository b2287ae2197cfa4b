/// How long a connection waits for its client.
package struct ConnectionTimeouts: Hashable, Sendable {
    /// Longest time from the first byte of a head to its last; on a new connection it starts with the connection. Then
    /// 408.
    package var head = Duration.seconds(10)
    /// Longest time between two bytes of a body. Then 408.
    package var body = Duration.seconds(30)
    /// Bytes per second that a client must send of a body, on average over `body`. Then 408.
    package var bodyRate = 1024
    /// Longest time between two requests. Then the connection is closed.
    package var idle = Duration.seconds(60)
    /// Longest time in which the client accepts no byte of an answer. Then the connection is dropped.
    package var write = Duration.seconds(30)
    /// Bytes per second that a client must accept of its answers, on average over `write`. Then the connection is dropped.
    package var writeRate = 256
    /// Longest time between two bytes that are discarded after the last answer.
    package var linger = Duration.seconds(2)
    /// Longest time in which bytes are discarded after the last answer.
    package var lingerTotal = Duration.seconds(20)

    package init() {}
}
