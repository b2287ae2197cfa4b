import Dispatch
import Glibc
import HTTPMessage
import Testing

@testable import SocketServer

@Suite("Server", .serialized)
struct ServerTests {
    /// Runs `body` with a server on a free port, and stops the server afterwards.
    private func withServer(
        _ configuration: Server.Configuration = Server.Configuration(),
        _ body: (UInt16, TestHandler, Server) throws -> Void
    ) throws {
        var configuration = configuration
        configuration.endpoints = [.tcp(host: "127.0.0.1", port: 0)]
        configuration.loops = 2
        let handler = TestHandler()
        let server = Server(configuration: configuration, handler: handler)
        let port = try #require(try server.start().first?.port)
        defer {
            server.shutdown()
            server.waitUntilStopped()
        }
        try body(port, handler, server)
    }

    private func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

    @Test("keeps the connection and answers pipelined requests in order, sent byte by byte")
    func pipelines() throws {
        try withServer { port, _, _ in
            let client = try RawClient(port: port)
            for byte in (get("/a") + get("/b")).utf8 { try client.send([byte]) }
            #expect(try client.readAnswer().body == "/a")
            #expect(try client.readAnswer().body == "/b")
            try client.send(get("/c"))
            #expect(try client.readAnswer().body == "/c")
        }
    }

    @Test("answers a client that has closed its side, then closes")
    func answersHalfClosed() throws {
        try withServer { port, _, _ in
            let client = try RawClient(port: port)
            try client.send(get("/brief"))
            client.finishSending()
            #expect(try client.readToEnd().hasSuffix("\r\n\r\n0"))
        }
    }

    @Test("reads a large body, with a length or in chunks", arguments: [false, true])
    func takesLargeBodies(isChunked: Bool) throws {
        try withServer { port, _, _ in
            let client = try RawClient(port: port)
            let piece = [UInt8](repeating: 0x61, count: 1_000_000)
            let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 30000000"
            try client.send("POST /count HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
            for _ in 0..<30 {
                try client.send(isChunked ? Array("f4240\r\n".utf8) + piece + [13, 10] : piece)
            }
            if isChunked { try client.send("0\r\n\r\n") }
            #expect(try client.readAnswer().body == "30000000")
        }
    }

    @Test("an early refusal reaches a client that is still sending")
    func lingers() throws {
        try withServer { port, _, _ in
            let client = try RawClient(port: port)
            try client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n")
            try client.send([UInt8](repeating: 0x61, count: 8_000_000))
            client.finishSending()
            #expect(try client.readToEnd().hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("a full queue is answered 503, while light requests are still answered")
    func refusesWork() throws {
        var configuration = Server.Configuration()
        configuration.workers = 1
        configuration.workQueue = 0
        try withServer(configuration) { port, handler, _ in
            let first = try RawClient(port: port)
            try first.send(get("/blocked"))
            handler.begun.wait()
            let second = try RawClient(port: port)
            try second.send(get("/blocked"))
            #expect(try second.readStatus() == 503)
            try second.send(get("/light"))
            #expect(try second.readAnswer().body == "/light")
            handler.gate.signal()
            #expect(try first.readStatus() == 200)
        }
    }

    @Test("bodies that arrive byte by byte delay nobody")
    func sharesAmongDribblers() throws {
        try withServer { port, _, _ in
            let dribblers = try (0..<50).map { _ in try RawClient(port: port) }
            for client in dribblers { try client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n") }
            let client = try RawClient(port: port)
            for _ in 0..<20 {
                for dribbler in dribblers { try dribbler.send("a") }
                try client.send(get("/a"))
                #expect(try client.readAnswer().body == "/a")
            }
            for dribbler in dribblers { #expect(try dribbler.readAnswer().body == "20") }
        }
    }

    @Test("connections above the limit wait while all others have work")
    func limitsConnections() throws {
        var configuration = Server.Configuration()
        configuration.maxConnections = 2
        configuration.reservedConnections = 0
        configuration.workers = 2
        try withServer(configuration) { port, handler, _ in
            let held = [try RawClient(port: port), try RawClient(port: port)]
            for client in held { try client.send(get("/blocked")) }
            for _ in held { handler.begun.wait() }
            let waiting = try RawClient(port: port)
            try waiting.send(get("/b"))
            for _ in held { handler.gate.signal() }
            for client in held { #expect(try client.readStatus() == 200) }
            #expect(try waiting.readAnswer().body == "/b")
        }
    }

    @Test("slow heads are evicted in favour of clients with a request")
    func evictsSlowHeads() throws {
        var configuration = Server.Configuration()
        configuration.maxConnections = 4
        try withServer(configuration) { port, _, _ in
            let slow = try (0..<16).map { _ in
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\n")
                return client
            }
            for index in 0..<16 {
                let client = try RawClient(port: port)
                try client.send(get("/\(index)"))
                #expect(try client.readAnswer().body == "/\(index)")
            }
            withExtendedLifetime(slow) {}
        }
    }

    @Test("two loops share the connections, regardless of the listener that the kernel chose")
    func sharesConnections() throws {
        try withServer { port, _, server in
            let clients = try (0..<32).map { _ in try RawClient(port: port) }
            for client in clients {
                try client.send(get("/a"))
                #expect(try client.readStatus() == 200)
            }
            let counts = server.connectionCounts
            #expect(counts.reduce(0, +) == 32)
            #expect(counts.allSatisfy { $0 >= 13 }, "\(counts)")
        }
    }

    @Test("1,024 connections at once are all served")
    func servesManyConnections() throws {
        DescriptorLimit.raise(toServe: 8192)
        try withServer { port, _, _ in
            let clients = try (0..<1024).map { _ in try RawClient(port: port) }
            for (index, client) in clients.enumerated() { try client.send(get("/\(index)")) }
            for (index, client) in clients.enumerated() { #expect(try client.readAnswer().body == "/\(index)") }
        }
    }

    @Test("the server survives resets at any point of a request")
    func survivesResets() throws {
        try withServer { port, _, _ in
            for start in ["", "GET", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc", get("/a")] {
                let client = try RawClient(port: port)
                try client.send(start)
                client.setReset()
            }
            let client = try RawClient(port: port)
            try client.send(get("/a"))
            #expect(try client.readStatus() == 200)
        }
    }

    @Test("shutdown finishes the current request, closes idle connections and refuses new ones")
    func drains() throws {
        try withServer { port, handler, server in
            let idle = try RawClient(port: port)
            try idle.send(get("/a"))
            #expect(try idle.readStatus() == 200)
            let busy = try RawClient(port: port)
            try busy.send(get("/blocked"))
            handler.begun.wait()

            server.shutdown()
            #expect(try idle.readToEnd() == "")
            handler.gate.signal()
            #expect(try busy.readAnswer().head.contains("\r\nConnection: close\r\n"))
            #expect(try busy.readToEnd() == "")
            server.waitUntilStopped()
            #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
        }
    }

    @Test("at the end of the drain, running and waiting requests are answered 503, and running ones are cancelled")
    func limitsDrain() throws {
        var configuration = Server.Configuration()
        configuration.drainTimeout = .milliseconds(500)
        configuration.workers = 1
        try withServer(configuration) { port, handler, server in
            let clients = try (0..<3).map { _ in try RawClient(port: port) }
            try clients[0].send(get("/blocked"))
            handler.begun.wait()
            for client in clients[1...] { try client.send(get("/blocked")) }
            try waitUntil { server.statistics.lanes[.heavy]?.waiting == 2 }
            server.shutdown()
            for client in clients {
                let answer = try client.readAnswer().head
                #expect(answer.hasPrefix("HTTP/1.1 503 "))
                #expect(answer.contains("\r\nConnection: close\r\n"))
                #expect(answer.contains("\r\nRetry-After: "))
            }
            server.waitUntilStopped()
            #expect(handler.cancelled.wait(timeout: .now() + 60) == .success)
            handler.gate.signal()
        }
    }

    @Test(
        "the work of a client that closes is cancelled, and its waiting work is never begun",
        arguments: [false, true]
    )
    func cancelsDepartedWork(isReset: Bool) throws {
        var configuration = Server.Configuration()
        configuration.workers = 1
        try withServer(configuration) { port, handler, server in
            var running: RawClient? = try RawClient(port: port)
            try running?.send(get("/blocked"))
            handler.begun.wait()
            var waiting: RawClient? = try RawClient(port: port)
            try waiting?.send(get("/blocked"))
            try waitUntil { server.statistics.lanes[.heavy]?.waiting == 1 }
            if isReset {
                running?.setReset()
                waiting?.setReset()
            }
            waiting = nil
            try waitUntil { server.statistics.lanes[.heavy]?.waiting == 0 }
            #expect(server.statistics.lanes[.heavy]?.abandoned == 1)
            running = nil
            for _ in 0..<2 { #expect(handler.cancelled.wait(timeout: .now() + 60) == .success) }
            handler.gate.signal()
            let next = try RawClient(port: port)
            try next.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na")
            #expect(try next.readAnswer().body == "1")
            #expect(handler.begun.wait(timeout: .now()) == .timedOut, "the waiting request was never begun")
        }
    }

    @Test("a client that ends its stream and waits is answered, after work as at once", arguments: ["1.0", "1.1"])
    func answersHalfClosedClients(version: String) throws {
        var configuration = Server.Configuration()
        configuration.workers = 1
        try withServer(configuration) { port, handler, server in
            let client = try RawClient(port: port)
            try client.send("GET /blocked HTTP/\(version)\r\nHost: a\r\n\r\n")
            handler.begun.wait()
            client.finishSending()
            // The bytes that ask whether the client is there.
            try waitUntil { server.statistics.sentBytes > 0 }
            handler.gate.signal()
            let answer = try client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            try waitUntil { server.statistics.sentBytes == answer.utf8.count }
            #expect(handler.cancelled.wait(timeout: .now()) == .timedOut)
        }
    }

    @Test("counts connections, bytes and work")
    func counts() throws {
        try withServer { port, _, server in
            let client = try RawClient(port: port)
            let request = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na"
            try client.send(request)
            let answer = try client.readAnswer()
            // The client may read before the loop has counted.
            try waitUntil { server.statistics.sentBytes == answer.head.utf8.count + answer.body.utf8.count }
            let statistics = server.statistics
            #expect(statistics.connections == 1)
            #expect(statistics.acceptedConnections == 1)
            #expect(statistics.receivedBytes == request.utf8.count)
            #expect(statistics.lanes[.heavy]?.queueWait.count == 1)
            #expect(statistics.lanes[.brief]?.queueWait.count == 0)
        }
    }

    @Test("every loop gives a sign of life")
    func pulses() throws {
        try withServer { _, _, server in
            let answered = DispatchSemaphore(value: 0)
            server.pulse { answered.signal() }
            #expect(answered.wait(timeout: .now() + 60) == .success)
        }
    }

    @Test("a body that makes no progress ends with 408")
    func timesBodies() throws {
        var configuration = Server.Configuration()
        configuration.bodyTimeout = .milliseconds(50)
        try withServer(configuration) { port, _, _ in
            let client = try RawClient(port: port)
            try client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab")
            #expect(try client.readStatus() == 408)
        }
    }

    @Test("a slow head ends with 408")
    func timesHead() throws {
        var configuration = Server.Configuration()
        // Long enough for this thread to come to its next line, on any machine.
        configuration.headTimeout = .seconds(2)
        try withServer(configuration) { port, _, _ in
            let client = try RawClient(port: port)
            try client.send("GET / HTTP/1.1\r\n")
            #expect(try client.readStatus() == 408)
        }
    }

    @Test("a server that was told to stop before it started serves nobody, and that is no error")
    func stopsBeforeStart() throws {
        var configuration = Server.Configuration()
        configuration.endpoints = [.tcp(host: "127.0.0.1", port: 0)]
        let server = Server(configuration: configuration, handler: TestHandler())
        server.shutdown()
        #expect(try server.start().isEmpty)
        server.waitUntilStopped()
    }

    @Test("a second server on the same port gets an error")
    func refusesSharedPorts() throws {
        try withServer { port, handler, server in
            #expect(throws: ServerError.alreadyStarted) { try server.start() }
            var configuration = Server.Configuration()
            configuration.endpoints = [.tcp(host: "127.0.0.1", port: port)]
            let second = Server(configuration: configuration, handler: handler)
            #expect(throws: ServerError.addressInUse(host: "127.0.0.1", port: port)) { try second.start() }
        }
    }

    @Test("an unknown host is an error")
    func refusesUnknownHosts() {
        var configuration = Server.Configuration()
        configuration.endpoints = [.tcp(host: "300.1.2.3.invalid", port: 0)]
        let server = Server(configuration: configuration, handler: TestHandler())
        #expect(
            performing: { try server.start() },
            throws: { error in
                if case ServerError.unknownHost(let host, _) = error { host == "300.1.2.3.invalid" } else { false }
            }
        )
    }
}
