import Foundation
import TestSupport
import Testing

/// The start of the service on a system that gives it too little.
@Suite("Scarce systems")
struct ScarceSystemTests {
    private static func serve(_ shell: String, _ arguments: String = "") throws -> (status: Int32, errors: String) {
        let outcome = try ChildProcess(
            "/bin/bash",
            ["-c", "\(shell) '\(try Executable.url().path)' serve --port 0 --store memory: \(arguments)"]
        ).finish()
        return (outcome.status, outcome.errors)
    }

    @Test("too few descriptors to serve anybody end the start with a message", arguments: [12, 14, 16, 17])
    func descriptors(limit: Int) throws {
        let outcome = try Self.serve("ulimit -n \(limit); exec")
        #expect(outcome.status == 74)
        // The first of these if not even the listeners can be opened.
        let messages = ["Too many open files", "descriptors are left"]
        #expect(messages.contains(where: outcome.errors.contains), "\(outcome.errors)")
        #expect(outcome.errors.contains("raise the limit with `ulimit -n`"), "\(outcome.errors)")
    }

    @Test("too small a stack ends the start with a message", arguments: [64, 100])
    func stack(limit: Int) throws {
        let outcome = try Self.serve("ulimit -s \(limit); exec")
        #expect(outcome.status == 74)
        #expect(
            outcome.errors.contains("a stack of \(limit) KiB; raise the limit with `ulimit -s`"),
            "\(outcome.errors)"
        )
    }

    @Test("memory that the system does not permit is refused with the remedy", arguments: ["v", "d"])
    func memory(limit: String) throws {
        // Twice 700 MiB of address space or data cannot hold 2 GiB of work.
        let outcome = try Self.serve("ulimit -\(limit) 1433600; exec", "--memory 2GiB")
        #expect(outcome.status == 74)
        #expect(outcome.errors.contains("of 1400 MiB, and --memory=2GiB can need"), "\(outcome.errors)")
        #expect(outcome.errors.contains("raise the limit with `ulimit -\(limit)`"), "\(outcome.errors)")
        #expect(outcome.errors.contains("or give --memory="), "\(outcome.errors)")
    }

    @Test("without --memory the work keeps within what the system permits", arguments: [("v", 608), ("d", 1_017)])
    func usualMemory(limit: String, expected: Int) throws {
        // Four fifths of 1,400 MiB less the memory of the program: 640 MiB of address space, or 128 MiB of data.
        let shell = "ulimit -\(limit) 1433600; exec timeout -s TERM 3"
        let outcome = try Self.serve(shell)
        #expect(outcome.errors.contains("memory=\(expected)MiB"), "\(outcome.errors)")
    }

    @Test("a folder for temporary files that cannot be used is a warning at the start")
    func temporaryFiles() throws {
        let outcome = try Self.serve("TMPDIR=/no/such/folder exec timeout -s TERM 3")
        #expect(outcome.errors.contains("warning service: temporary files cannot be created"), "\(outcome.errors)")
        #expect(outcome.errors.contains("folder=/no/such/folder"), "\(outcome.errors)")
        #expect(try !Self.serve("exec timeout -s TERM 3").errors.contains("temporary files"))
    }

    @Test(
        "too few threads end the start with a message",
        .enabled(if: geteuid() == 0 && ChildProcess.tool("setpriv") != nil, "only root can become another user")
    )
    func threads() throws {
        // The limit counts the threads of a user, and nobody else is this one.
        let user = "setpriv --reuid=54321 --regid=54321 --clear-groups"
        let outcome = try Self.serve("exec \(user) bash -c 'ulimit -u 6; exec \"$@\"' --", "--workers 8")
        #expect(outcome.status == 74)
        #expect(outcome.errors.contains("threads can be created"), "\(outcome.errors)")
    }
}
