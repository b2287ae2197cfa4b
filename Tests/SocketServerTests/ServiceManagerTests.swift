import Dispatch
import Glibc
import Testing

@testable import SocketServer

@Suite("ServiceManager")
struct ServiceManagerTests {
    @Test(
        "counts the inherited sockets only if they are for this process",
        arguments: [
            (["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "2"], [3, 4]), (["LISTEN_PID": "1", "LISTEN_FDS": "2"], []),
            (["LISTEN_PID": "\(getpid())"], []), (["LISTEN_FDS": "1"], []),
            (["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "-1"], []),
            (["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "x"], []),
        ] as [([String: String], [Int32])]
    )
    func inherits(environment: [String: String], descriptors: [Int32]) {
        #expect(ServiceManager.inheritedDescriptors(environment: environment) == descriptors)
    }

    @Test("sends its lines to a socket without a file, and to none that does not exist")
    func notifies() throws {
        let name = "@performance-law-\(getpid())-notify"
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        #expect(try SocketAddress(path: name).assign(to: descriptor) == 0)
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": name]))
        #expect(manager.notify("READY=1", "STATUS=x"))
        var buffer = [UInt8](repeating: 0, count: 100)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "READY=1\nSTATUS=x")
        #expect(ServiceManager(environment: ["NOTIFY_SOCKET": name + "-none"])?.notify("READY=1") == false)
    }

    @Test("a line that must arrive waits until the manager has read others")
    func waitsForTheManager() throws {
        let name = "@performance-law-\(getpid())-full"
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        #expect(try SocketAddress(path: name).assign(to: descriptor) == 0)
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": name]))
        var waiting = 0
        while manager.notify("WATCHDOG=1") {
            waiting += 1
            try #require(waiting < 100_000)
        }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let reader = DispatchGroup()
        reader.enter()
        DispatchQueue(label: "manager").asyncAfter(deadline: .now() + .milliseconds(50)) { [waiting] in
            var buffer = [UInt8](repeating: 0, count: 100)
            for _ in 0...waiting { _ = recv(descriptor, &buffer, buffer.count, 0) }
            reader.leave()
        }
        #expect(manager.notify("READY=1", patience: 60))
        reader.wait()
    }

    @Test("knows whether and how often a sign of life is wanted")
    func readsWatchdog() {
        for (variables, interval) in [
            ([:], nil), (["WATCHDOG_USEC": "500000"], .milliseconds(500)), (["WATCHDOG_USEC": "0"], nil),
            (["WATCHDOG_USEC": "500000", "WATCHDOG_PID": "1"], nil), (["WATCHDOG_USEC": "x"], nil),
            (["WATCHDOG_USEC": "1", "WATCHDOG_PID": "\(getpid())"], .microseconds(1)),
        ] as [([String: String], Duration?)] {
            let environment = variables.merging(["NOTIFY_SOCKET": "/run/notify"]) { $1 }
            #expect(ServiceManager(environment: environment)?.watchdogInterval == interval)
        }
        #expect(ServiceManager(environment: [:])?.watchdogInterval == nil)
        #expect(ServiceManager(environment: ["NOTIFY_SOCKET": "vsock:2:1"])?.notify("READY=1") == nil)
    }
}
