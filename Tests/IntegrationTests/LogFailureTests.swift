import Foundation
import TestSupport
import Testing

/// Whatever happens to the log, the service answers and ends in an orderly way.
@Suite("Failures of the log")
struct LogFailureTests {
    /// A service keeps answering, more often than the 64 KiB of a pipe hold lines, and stops.
    private static func serve(_ service: SpawnedService, base: String, requests: Int = 600) throws {
        let curl = try CurlClient(base: base)
        for _ in 0..<requests {
            let reply = try curl.get("/laws")
            guard reply.status == 200 else {
                Issue.record("status \(reply.status)")
                return
            }
        }
        #expect(try curl.get("/predict?layers=1&dim=1").status == 404)
        #expect(service.end(by: SIGTERM) == 0)
    }

    @Test(
        "standard error is closed or full",
        arguments: ["2>&-", "2>/dev/full"],
        ["text", "json"]
    )
    func unusable(_ redirection: String, _ format: String) throws {
        let service = try SpawnedService(redirection, ["--port", "0", "--log-format", format, "--log-level", "trace"])
        try Self.serve(service, base: try service.announcedBase())
    }

    @Test("the reader of the log has gone", arguments: ["text", "json"])
    func deadReader(_ format: String) throws {
        let service = try SpawnedService("", ["--port", "0", "--log-format", format])
        let base = try service.announcedBase()
        try service.errors.fileHandleForReading.close()
        try Self.serve(service, base: base)
    }

    @Test("nobody reads the log", arguments: ["text", "json"])
    func unreadPipe(_ format: String) throws {
        let service = try SpawnedService("", ["--port", "0", "--log-format", format])
        let base = try service.announcedBase()
        try Self.serve(service, base: base, requests: 3_000)
        let log = try service.restOfLog()
        // The last line found no room. (A pipe of 64 KiB is full earlier, because pages are not filled to the end.)
        #expect(log.utf8.count > 30_000 && !log.contains("stopped"))
    }

    @Test("dropped lines are counted, and reported when the log is read again")
    func recovery() throws {
        let service = try SpawnedService("", ["--port", "0"])
        let curl = try CurlClient(base: try service.announcedBase())
        func dropped() throws -> Int {
            let text = try curl.get("/metrics").text
            let line = try #require(
                text.split(separator: "\n").first { $0.hasPrefix("performance_law_log_lines_dropped_total ") }
            )
            return Int(line.split(separator: " ")[1]) ?? -1
        }
        // Lines fill the pipe, then the queue.
        while try dropped() == 0 { for _ in 0..<100 { _ = try curl.get("/laws") } }
        let line = try service.logLine(containing: "log lines were dropped")
        #expect(line.contains(" warning log: "))
        let number = try #require(Int(line.split(separator: "=").last ?? ""))
        #expect(number > 0)
        #expect(service.end(by: SIGTERM) == 0)
    }

    @Test("standard output is closed or full", arguments: [">&-", ">/dev/full"])
    func output(_ redirection: String) throws {
        let service = try SpawnedService(redirection, ["--port", "0"])
        let base = try service.loggedBase()
        #expect(try CurlClient(base: base).get("/laws").status == 200)
        #expect(service.end(by: SIGTERM) == 0)
    }

    @Test("a closed standard error is never the store")
    func descriptors() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let arguments = ["--port", "0", "--store", "sqlite://\(folder.path)/s.sqlite", "--log-level", "trace"]
        let service = try SpawnedService("0<&- 2>&-", arguments)
        let curl = try CurlClient(base: try service.announcedBase())
        #expect(try curl.post("/apen?name=a", type: "application/json", Data("[[1,2,1]]".utf8)).status == 200)
        for _ in 0..<50 { #expect(try curl.get("/datasets/a").status == 200) }
        #expect(service.end(by: SIGTERM) == 0)
        let file = try Data(contentsOf: folder.appending(path: "s.sqlite"))
        #expect(file.starts(with: Data("SQLite format 3".utf8)))
        #expect(file.range(of: Data("access:".utf8)) == nil)
    }
}

@Suite("Life cycle")
struct LifeCycleTests {
    @Test("the log says what starts, with which settings, when it is ready, and why it ends")
    func lines() throws {
        let service = try SpawnedService(
            "",
            ["--port", "0", "--host", "0.0.0.0", "--allow-anonymous"],
            environment: ["PERFORMANCE_LAW_SERVICE_HOST": "10.0.0.1", "PERFORMANCE_LAW_PORT": "tcp://10.0.0.1:8080"]
        )
        _ = try service.announcedBase()
        #expect(service.end(by: SIGTERM) == 0)
        let lines = try service.restOfLog().split(separator: "\n")
        func line(_ text: String) throws -> Substring {
            try #require(lines.first { $0.contains(text) }, "\(text): \(lines)")
        }
        let start = try line("service: starting")
        for word in [
            "version=0.1.0", "commit=", "store=memory:", "endpoints=\"0.0.0.0 port 0\"", "memory=2GiB", "workers=",
        ] {
            #expect(start.contains(word), "\(start)")
        }
        #expect(try line("Kubernetes").contains("PERFORMANCE_LAW_PORT PERFORMANCE_LAW_SERVICE_HOST"))
        #expect(try line("everybody who can reach the socket").contains(" warning "))
        #expect(try line("service: ready").contains("address=http://0.0.0.0:"))
        #expect(try line("service: draining").contains("signal=SIGTERM"))
        #expect(try line("service: stopped").contains("seconds="))
    }

    @Test("SIGHUP reads the tokens again; a bad file changes nothing; without tokens it does nothing")
    func reload() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { _ = try? FileManager.default.removeItem(at: file) }
        func make(_ name: String) throws -> String {
            let made = try Executable.run(["token", "new", "--name", name, "--append", file.path])
            #expect(made.status == 0, "\(made.errors)")
            return made.output.trimmingCharacters(in: .newlines)
        }
        let first = try make("one")
        let service = try SpawnedService("", ["--port", "0", "--token-file", file.path])
        let curl = try CurlClient(base: try service.announcedBase())
        func status(_ token: String) throws -> Int {
            try curl.send("GET", "/laws", fields: ["Authorization: Bearer \(token)"]).status
        }
        #expect(try status(first) == 200)
        let second = try make("two")
        #expect(try status(second) == 401)
        kill(service.process.processIdentifier, SIGHUP)
        #expect(try service.logLine(containing: "tokens reloaded").contains("tokens=2"))
        #expect(try status(second) == 200)
        try Data("not a token\n".utf8).write(to: file)
        chmod(file.path, 0o600)
        kill(service.process.processIdentifier, SIGHUP)
        #expect(try service.logLine(containing: "the tokens stay as they are").contains(" error "))
        #expect(try status(first) == 200)
        // Nobody ever writes into it.
        try FileManager.default.removeItem(at: file)
        try #require(mkfifo(file.path, 0o600) == 0)
        kill(service.process.processIdentifier, SIGHUP)
        #expect(try service.logLine(containing: "the tokens stay as they are").contains("is not a regular file"))
        #expect(service.end(by: SIGTERM) == 0)
        let start = try Executable.run(["serve", "--port", "0", "--store", "memory:", "--token-file", file.path])
        #expect(start.status == 74 && start.errors.contains("is not a regular file"), "\(start.errors)")
        let log = try service.restOfLog()
        #expect(!log.contains(first) && !log.contains(second) && !log.contains("not a token"))

        let open = try SpawnedService("", ["--port", "0"])
        let other = try CurlClient(base: try open.announcedBase())
        for _ in 0..<3 { kill(open.process.processIdentifier, SIGHUP) }
        _ = try open.logLine(containing: "SIGHUP")
        #expect(try other.get("/laws").status == 200)
        #expect(open.end(by: SIGTERM) == 0)
    }

    @Test("while the store is being opened, SIGHUP does nothing, and SIGTERM ends the process in good order")
    func signalsAtStart() throws {
        // A server that accepts connections and says nothing.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        try #require(listen(listener, 8) == 0)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
        }
        try #require(status == 0)
        let url = "postgres://x@127.0.0.1:\(UInt16(bigEndian: address.sin_port))/x?connect_timeout=100"
        let service = try SpawnedService("", ["--port", "0", "--store", url])
        _ = try service.logLine(containing: "service: starting")
        for _ in 0..<3 { kill(service.process.processIdentifier, SIGHUP) }
        #expect(service.end(by: SIGTERM) == 0)
    }

    @Test("a signal that arrives twice at once, as `timeout` sends it, is one signal")
    func repeatedSignal() throws {
        for _ in 0..<5 {
            let service = try SpawnedService("", ["--port", "0"])
            _ = try service.announcedBase()
            // Two of different kinds, because the kernel joins equal ones.
            kill(service.process.processIdentifier, SIGINT)
            #expect(service.end(by: SIGTERM) == 0)
        }
    }

    @Test("requests for other versions and parts of HTTP are no failures of the service")
    func otherProtocols() throws {
        let service = try SpawnedService("", ["--port", "0"])
        let base = try service.announcedBase()
        let port = try #require(URL(string: base)?.port)
        let requests = [
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"), ("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "501"),
        ]
        for (request, status) in requests {
            let script = "exec 3<>/dev/tcp/127.0.0.1/\(port); printf '%s' \"$0\" >&3; head -1 <&3"
            let answer = try ChildProcess("/bin/bash", ["-c", script, request]).finish().output
            #expect(answer.contains(status), "\(answer)")
        }
        #expect(service.end(by: SIGTERM) == 0)
        let log = try service.restOfLog()
        #expect(log.contains(" 505 ") && log.contains(" 501 "), "\(log)")
        #expect(!log.contains("a request failed"), "\(log)")
    }

    @Test("a failure of the service is a line with its cause and the id that the client has")
    func failure() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let moved = folder.appendingPathExtension("moved")
        defer { for url in [folder, moved] { _ = try? FileManager.default.removeItem(at: url) } }
        let service = try SpawnedService("", ["--port", "0", "--store", "sqlite://\(folder.path)/s.sqlite"])
        let curl = try CurlClient(base: try service.announcedBase())
        try FileManager.default.moveItem(at: folder, to: moved)
        let fields = ["Authorization: Bearer top-secret"]
        let reply = try curl.post(
            "/apen?name=secret-name",
            type: "application/json",
            Data("[[1,2,\"secret-item\"]]".utf8),
            fields: fields
        )
        #expect(reply.status == 503)
        let id = try #require(reply.fields["x-request-id"])
        _ = service.end(by: SIGTERM)
        let lines = try service.restOfLog().split(separator: "\n").filter { $0.contains(id) }
        #expect(lines.contains { $0.contains("store: the store failed") && $0.contains("reason=") }, "\(lines)")
        #expect(lines.contains { $0.contains("requests: a request failed") && $0.contains("detail=") }, "\(lines)")
        #expect(lines.contains { $0.contains("access: POST /apen 503") }, "\(lines)")
        #expect(!lines.contains { $0.contains("secret") })
    }
}
