public import HTTPMessage

/// A complete response.
public struct ClientResponse: Sendable {
    /// From 200 to 599.
    public let status: Int
    public let fields: HTTPFields
    public let body: [UInt8]
}
