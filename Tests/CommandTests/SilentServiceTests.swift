import Foundation
import TestSupport
import Testing

/// A service that accepts and never answers.
@Suite("Commands with a silent service")
struct SilentServiceTests {
    /// A socket whose connections nobody reads. The system accepts as many as its queue takes.
    private final class Listener {
        let path = "/tmp/silent-\(UUID().uuidString)"
        private let number: Int32

        init() throws {
            number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let isBound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                }
            }
            try #require(isBound && listen(number, 8) == 0)
        }

        deinit {
            close(number)
            unlink(path)
        }
    }

    @Test("the silence ends the command with its length and the option, with and without a body")
    func silence() throws {
        let listener = try Listener()
        let large = Data(String(repeating: "[1,2,3]\n", count: 1 << 18).utf8)
        for (command, input) in [(["laws"], Data()), (["apen", "-"], Data("[[1,2]]".utf8)), (["apen", "-"], large)] {
            let begin = ContinuousClock.now
            let outcome = try Executable.run(
                command + ["--server", "unix:\(listener.path)", "--timeout", "0.5"],
                input: input
            )
            #expect(outcome.status == 69 && outcome.output.isEmpty, "\(outcome.errors)")
            #expect(outcome.errors.contains("was silent for 0.5 s"), "\(outcome.errors)")
            #expect(outcome.errors.contains("--timeout"), "\(outcome.errors)")
            #expect(ContinuousClock.now - begin < .seconds(60))
        }
        let variable = try Executable.run(
            ["laws", "--server", "unix:\(listener.path)"],
            environment: ["PERFORMANCE_LAW_TIMEOUT": "1"]
        )
        #expect(variable.errors.contains("was silent for 1 s"), "\(variable.errors)")
    }

    @Test(
        "a timeout is a number of seconds, and belongs to a service",
        arguments: ["0", "-1", "nan", "inf", "1e9", "x"]
    )
    func refused(_ text: String) throws {
        let outcome = try Executable.run(["laws", "--server", "http://127.0.0.1:1", "--timeout=\(text)"])
        #expect(outcome.status == 64 && outcome.errors.contains("--timeout"), "\(outcome.errors)")
        let local = try Executable.run(["laws", "--store", "memory:", "--timeout", "5"])
        #expect(local.status == 64 && local.errors.contains("only with --server"), "\(local.errors)")
        // The variable is for services only.
        let environment = ["PERFORMANCE_LAW_TIMEOUT": "5"]
        #expect(try Executable.run(["laws", "--store", "memory:"], environment: environment).status == 0)
    }
}
