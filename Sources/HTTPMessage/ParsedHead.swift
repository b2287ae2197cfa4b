/// A request head together with what it says about the connection that it came on.
package struct ParsedHead: Equatable, Sendable {
    package var head: RequestHead
    package var framing: BodyFraming
    /// Whether the client wants the connection kept after the answer (RFC 9112 §9.3).
    package var isPersistent: Bool
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    package var expectsContinue: Bool
}
