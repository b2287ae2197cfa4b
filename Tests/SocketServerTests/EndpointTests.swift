import Dispatch
import Glibc
import HTTPMessage
import Testing

@testable import SocketServer

@Suite("Endpoints", .serialized)
struct EndpointTests {
    /// Calls `body` with a path that does not exist yet.
    private func withPath(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/endpoint-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            unlink(folder + "/socket")
            rmdir(folder)
        }
        try body(folder + "/socket")
    }

    private func makeServer(_ endpoints: Endpoint...) -> Server {
        var configuration = Server.Configuration()
        configuration.endpoints = endpoints
        configuration.loops = 2
        return Server(configuration: configuration, handler: TestHandler())
    }

    private func stop(_ server: Server) {
        server.shutdown()
        server.waitUntilStopped()
    }

    private func answer(_ client: RawClient) throws -> String {
        try client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        return try client.readAnswer().body
    }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test("serves on a socket file beside a port, lets only its user open it, and removes it at the end")
    func servesSocketFiles() throws {
        try withPath { path in
            let server = makeServer(.tcp(host: "127.0.0.1", port: 0), .unix(path: path))
            let addresses = try server.start()
            #expect(addresses.map(\.description).last == "unix:\(path)")
            #expect(mode(path) == S_IFSOCK | 0o600)
            #expect(try answer(RawClient(path: path)) == "/a")
            #expect(try answer(RawClient(port: #require(addresses[0].port))) == "/a")
            stop(server)
            #expect(mode(path) == nil)
        }
    }

    @Test("replaces a socket file that a dead process has left, and nothing else")
    func replacesStaleFiles() throws {
        try withPath { path in
            let left = try SocketFile.bind(path: path)
            #expect(left.number >= 0)
            _ = consume left
            let first = makeServer(.unix(path: path))
            _ = try first.start()
            defer { stop(first) }
            let second = makeServer(.unix(path: path))
            #expect(throws: ServerError.pathInUse(path)) { try second.start() }
            #expect(try answer(RawClient(path: path)) == "/a")
        }
        try withPath { path in
            let file = creat(path, 0o600)
            close(file)
            #expect(throws: ServerError.notASocket(path: path)) { try makeServer(.unix(path: path)).start() }
            #expect(mode(path) == S_IFREG | 0o600)
        }
    }

    @Test("of processes that replace one stale file at once, one gets the path, and it can be reached")
    func replacesOnce() throws {
        for _ in 0..<40 {
            try withPath { path in
                let left = try SocketFile.bind(path: path)
                #expect(left.number >= 0)
                _ = consume left
                let servers = (0..<4).map { _ in makeServer(.unix(path: path)) }
                // The error of each server; none if it serves. Each call writes its own element only.
                nonisolated(unsafe) let outcomes = UnsafeMutableBufferPointer<ServerError?>.allocate(
                    capacity: servers.count
                )
                outcomes.initialize(repeating: nil)
                defer { outcomes.deinitialize().deallocate() }
                DispatchQueue.concurrentPerform(iterations: servers.count) { index in
                    do throws(ServerError) {
                        _ = try servers[index].start()
                    } catch {
                        outcomes[index] = error
                    }
                }
                #expect(outcomes.compactMap { $0 } == [.pathInUse(path), .pathInUse(path), .pathInUse(path)])
                #expect(try answer(RawClient(path: path)) == "/a")
                for (server, outcome) in zip(servers, outcomes) where outcome == nil { stop(server) }
                #expect(mode(path) == nil)
                #expect(mode(path + ".lock") == nil)
            }
        }
    }

    @Test("a lock that no server holds ends the start, and names its file")
    func lockedPath() throws {
        try withPath { path in
            let file = path + ".lock"
            let held = open(file, O_RDWR | O_CREAT, 0o600)
            defer {
                close(held)
                unlink(file)
            }
            try #require(flock(held, LOCK_EX) == 0)
            #expect(throws: ServerError.pathLocked(file)) { _ = try PathLock(path: path, patience: .milliseconds(20)) }
            try #require(flock(held, LOCK_UN) == 0)
            try PathLock(path: path, patience: .milliseconds(20)).release()
            #expect(mode(file) == nil)
        }
    }

    @Test("creates as many threads as a server needs, and ends them")
    func threads() throws {
        let configuration = Server.Configuration()
        #expect(configuration.threads >= configuration.loops + configuration.workers + 5)
        try ThreadSupply.check(configuration.threads)
        try ThreadSupply.check(0)
    }

    @Test("tells requests through a socket file from those through a port, on every loop")
    func knowsOrigin() throws {
        struct OriginHandler: RequestHandler {
            func plan(for head: RequestHead) -> RequestPlan {
                .respond(Response(status: .ok, body: Array(head.isFromSocketFile ? "file".utf8 : "port".utf8)))
            }

            func response(to rejection: RequestRejection) -> Response { Response(status: rejection.status) }
        }
        try withPath { path in
            var configuration = Server.Configuration()
            configuration.endpoints = [.tcp(host: "127.0.0.1", port: 0), .unix(path: path)]
            configuration.loops = 2
            let server = Server(configuration: configuration, handler: OriginHandler())
            let port = try #require(try server.start().first?.port)
            // Kept open, so that the loop that accepts hands some over.
            let clients = try (0..<8).map { _ in try RawClient(path: path) }
            for client in clients { #expect(try answer(client) == "file") }
            #expect(try answer(RawClient(port: port)) == "port")
            #expect(server.connectionCounts.allSatisfy { $0 > 0 })
            withExtendedLifetime(clients) {}
            stop(server)
        }
    }

    @Test("does not remove the file of another process")
    func keepsForeignFiles() throws {
        try withPath { path in
            let first = makeServer(.unix(path: path))
            _ = try first.start()
            unlink(path)
            let second = makeServer(.unix(path: path))
            _ = try second.start()
            stop(first)
            #expect(try answer(RawClient(path: path)) == "/a")
            stop(second)
        }
    }

    @Test("serves on an inherited socket, and refuses a descriptor that does not listen")
    func servesInheritedSockets() throws {
        try withPath { path in
            let address = try SocketAddress(path: path)
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            let notListening = makeServer(.inherited(descriptor: descriptor))
            #expect(throws: ServerError.notListening(descriptor: descriptor)) { try notListening.start() }
            #expect(address.assign(to: descriptor) == 0)
            #expect(listen(descriptor, 8) == 0)
            let server = makeServer(.inherited(descriptor: descriptor))
            let addresses = try server.start()
            #expect(addresses == [.unix(path: path)])
            let body = try answer(RawClient(path: path))
            #expect(body == "/a")
            stop(server)
            #expect(mode(path) != nil, "the file belongs to the process that made it")
        }
    }

    @Test("a path that is too long is refused")
    func limitsPaths() {
        let path = "/tmp/" + String(repeating: "a", count: 103)
        #expect(throws: ServerError.pathTooLong(path, limit: 107)) { try makeServer(.unix(path: path)).start() }
    }
}
