import Testing

@testable import HTTPClient

@Suite("Service address")
struct ServiceAddressTests {
    static let addresses: [(text: String, endpoint: ServiceAddress.Endpoint, authority: String, prefix: String)] = [
        ("http://laws", .host("laws", port: 80), "laws", ""),
        ("HTTP://laws:8080/", .host("laws", port: 8080), "laws:8080", ""),
        ("http://127.0.0.1:1/a/b/", .host("127.0.0.1", port: 1), "127.0.0.1:1", "/a/b"),
        ("http://[::1]:65535", .host("::1", port: 65_535), "[::1]:65535", ""),
        ("http://[::1]", .host("::1", port: 80), "[::1]", ""),
        ("unix:/run/laws.socket", .path("/run/laws.socket"), "localhost", ""),
    ]

    @Test("reads hosts, ports, prefixes and paths of sockets", arguments: addresses)
    func reads(_ row: (text: String, endpoint: ServiceAddress.Endpoint, authority: String, prefix: String)) throws {
        let address = try ServiceAddress(row.text)
        #expect(address.endpoint == row.endpoint)
        #expect(address.authority == row.authority)
        #expect(address.prefix == row.prefix)
    }

    static let faults: [(text: String, fault: ServiceAddress.Fault)] = [
        ("laws:8080", .scheme), ("", .scheme), ("ftp://laws", .scheme), ("https://laws:1", .encrypted(host: "laws:1")),
        ("http://", .host), ("http://:80", .host), ("http://a:b@laws", .host), ("http://la ws", .host),
        ("http://laws\r\nX: y", .host), ("http://[::1", .host), ("http://laws:", .port), ("http://laws:0", .port),
        ("http://laws:65536", .port), ("http://laws:+1", .port), ("http://[::1]x", .port), ("unix:", .path),
        ("http://laws/?a=b", .path), ("http://laws/#x", .path), ("http://laws/a b", .path),
    ]

    @Test("refuses other addresses, and says what is wrong", arguments: faults)
    func refuses(_ row: (text: String, fault: ServiceAddress.Fault)) {
        #expect(throws: row.fault) { try ServiceAddress(row.text) }
    }
}
