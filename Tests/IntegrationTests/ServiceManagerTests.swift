import Foundation
import Synchronization
import TestSupport
import Testing

/// The real executable under a service manager that speaks systemd's protocols.
@Suite("A service manager", .serialized)
struct ServiceManagerTests {
    /// Calls `body` with a folder that is removed afterwards.
    private func withFolder(_ body: (String) throws -> Void) throws {
        // The path of a socket is short, so the usual folder for temporary files will not do.
        let folder = "/tmp/manager-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer {
            do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record("\(error)") }
        }
        try body(folder)
    }

    private func bound(_ type: Int32, to path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, type, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return descriptor
    }

    private func message(from descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 1000)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    @Test("learns when the service is ready, that it is alive, and when it stops")
    func notifies() throws {
        try withFolder { folder in
            let manager = try bound(Int32(SOCK_DGRAM.rawValue), to: folder + "/notify")
            defer { close(manager) }
            let service = try RunningService(
                ["--store", "memory:"],
                environment: ["NOTIFY_SOCKET": folder + "/notify", "WATCHDOG_USEC": "200000"]
            )
            #expect(message(from: manager).hasPrefix("READY=1\n"))
            for _ in 0..<3 { #expect(message(from: manager) == "WATCHDOG=1") }
            // A manager reads all the time. Ten signs of life that nobody reads would fill its queue, and the last message would be lost.
            let last = Mutex("")
            let reading = DispatchGroup()
            reading.enter()
            Thread.detachNewThread {
                var read = ""
                repeat { read = message(from: manager) } while read == "WATCHDOG=1"
                last.withLock { $0 = read }
                reading.leave()
            }
            let status = service.terminate()
            #expect(status == 0)
            reading.wait()
            #expect(last.withLock { $0 }.hasPrefix("STOPPING=1\n"))
        }
    }

    /// Starts a service and waits until it says that it serves at this socket, and answers there.
    private func serving(
        at path: String,
        by executable: URL,
        _ arguments: [String],
        input: FileHandle = .nullDevice
    ) throws -> Process {
        let process = Process()
        let output = Pipe()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = [:]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let expected = "listening on unix:\(path)\n"
        let line = try output.fileHandleForReading.read(upToCount: expected.utf8.count)
        #expect(line.map { String(decoding: $0, as: UTF8.self) } == expected)
        let answer = try UnixClient.get("/healthz", at: path)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        return process
    }

    @Test("passes its socket on, and the service serves there instead of on a port")
    func activates() throws {
        try withFolder { folder in
            let listener = try bound(Int32(SOCK_STREAM.rawValue), to: folder + "/socket")
            try #require(listen(listener, 8) == 0)
            // The shell gets the socket as its standard input, and moves it to where the protocol wants it.
            let process = try serving(
                at: folder + "/socket",
                by: URL(filePath: "/bin/sh"),
                [
                    "-c", "exec 3<&0 0</dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" serve --store memory:",
                    try Executable.url().path,
                ],
                input: FileHandle(fileDescriptor: listener, closeOnDealloc: true)
            )
            defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
            kill(process.processIdentifier, SIGTERM)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }

    @Test("--listen serves on a socket file only, and removes it at the end")
    func listens() throws {
        try withFolder { folder in
            let process = try serving(
                at: folder + "/socket",
                by: try Executable.url(),
                ["serve", "--listen", "unix:\(folder)/socket", "--store", "memory:"]
            )
            defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
            // A reload signal ends nothing.
            kill(process.processIdentifier, SIGHUP)
            let again = try UnixClient.get("/healthz", at: folder + "/socket")
            #expect(again.hasPrefix("HTTP/1.1 200 OK\r\n"))
            kill(process.processIdentifier, SIGTERM)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(!FileManager.default.fileExists(atPath: folder + "/socket"))
        }
    }

    @Test("a wrong --listen is a usage error")
    func refuses() throws {
        for value in ["unix:", "/tmp/x", "127.0.0.1:80"] {
            let outcome = try Executable.run(["serve", "--listen", value, "--store", "memory:"])
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("unix:PATH"))
        }
    }
}
