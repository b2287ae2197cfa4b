import Foundation
import TestSupport

/// A script of the repository that needs packages, which `make test-setup` installs.
enum Script {
    /// Whether the virtual environment of a script is complete.
    static func hasPackages(_ environment: String) -> Bool {
        FileManager.default.fileExists(atPath: Fixtures.root.appending(path: ".build/\(environment)/complete").path)
    }

    /// Runs a script with the real executable as its first argument.
    static func run(_ path: String, _ arguments: [String] = []) throws -> (status: Int32, output: String) {
        let script = Fixtures.root.appending(path: path).path
        let command = [script, try Executable.url().path] + arguments
        let outcome = try ChildProcess("/bin/bash", ["-c", "exec \"$@\" 2>&1", "bash"] + command).finish()
        return (outcome.status, outcome.output)
    }
}
