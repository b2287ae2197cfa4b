import Foundation
import Testing

/// A real PostgreSQL, in a temporary folder and on a free port, that ends with this process.
///
/// A shell stands between the tests and the server. It stops the server and removes the folder when its standard input ends,
/// which happens however the tests end. PostgreSQL refuses to run as root, so root's tests run it as `nobody`.
final class PostgreSQLServer: Sendable {
    /// One server for all tests that do not stop it; `nil` if it is not installed or cannot be started.
    static let shared = PostgreSQLServer()

    private static let binaries: String? = {
        let root = "/usr/lib/postgresql"
        guard let versions = try? FileManager.default.contentsOfDirectory(atPath: root) else { return nil }
        let newest = versions.compactMap { Int($0) }.max()
        return newest.map { "\(root)/\($0)/bin" }
    }()

    private static let settings = [
        "listen_addresses": "127.0.0.1", "max_connections": "100", "shared_buffers": "16MB",
        "log_min_messages": "error",
        "ssl": "on", "ssl_cert_file": "server.crt", "ssl_key_file": "server.key",
    ]

    let port: Int
    /// The folder that holds the data and the file with the password.
    private let folder: String
    private let guardInput: FileHandle

    init?() {
        guard let binaries = Self.binaries else { return nil }
        folder = FileManager.default.temporaryDirectory.appending(path: "postgresql-\(UUID().uuidString)").path
        port = Self.freePort()
        let input = Pipe()
        guardInput = input.fileHandleForWriting
        let prefix = geteuid() == 0 ? "setpriv --reuid=nobody --regid=nogroup --clear-groups" : ""
        let owner = geteuid() == 0 ? "chown -R nobody:nogroup" : "true"
        let options = Self.settings.map { "-c \($0)=\($1)" }.joined(separator: " ")
        // `postgres` is started again as long as the file `run` exists, so that a test can restart it by its process id.
        let script = """
            set -e
            mkdir -m 755 "\(folder)"; cd "\(folder)"; mkdir -m 700 data
            (umask 077; echo secret > password; echo "127.0.0.1:\(port):*:tester:secret" > passfile)
            cp password password.server
            \(owner) data password.server
            \(prefix) "\(binaries)/initdb" -D data -U tester -A scram-sha-256 --pwfile=password.server \
                --no-sync --locale=C.UTF-8 -E UTF8 > initdb.log 2>&1
            openssl req -new -x509 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
                -keyout data/server.key -out data/server.crt 2> openssl.log
            cp data/server.crt root.crt
            chmod 600 data/server.key; \(owner) data/server.key data/server.crt
            touch run
            set +e
            ( while [ -e run ]; do
                \(prefix) "\(binaries)/postgres" -D data -p \(port) -k "" \(options) > server.log 2>&1 &
                wait $!
                while [ -e hold ]; do sleep 0.02; done
            done ) &
            cat > /dev/null
            rm run
            rm -f hold
            kill -QUIT "$(head -1 data/postmaster.pid)"
            wait
            rm -rf "\(folder)"
            """
        do {
            _ = try ChildProcess("/bin/sh", ["-c", script], input: input.fileHandleForReading)
        } catch {
            return nil
        }
        guard waitUntilReady(within: .seconds(30)) else {
            let log = (try? String(contentsOfFile: folder + "/server.log", encoding: .utf8)) ?? "no log"
            Issue.record("PostgreSQL is installed, but does not start: \(log)")
            return nil
        }
    }

    deinit { try? guardInput.close() }

    /// A certificate that signs the one of the server.
    var rootCertificate: String { folder + "/root.crt" }

    func url(database: String = "postgres", parameters: String = "") -> String {
        "postgres://tester@127.0.0.1:\(port)/\(database)?passfile=\(folder)/passfile\(parameters)"
    }

    /// The location of a new empty database.
    func newDatabase() throws -> String {
        let name = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try #require(execute("CREATE DATABASE \(name)"))
        return url(database: name)
    }

    /// Changes a setting of the database that a location names, for connections made from now on.
    func set(_ setting: String, in url: String) throws {
        let database = try #require(url.split(separator: "?").first?.split(separator: "/").last)
        try #require(execute("ALTER DATABASE \(database) SET \(setting)"))
    }

    /// Executes SQL by `psql`, as another program would.
    func execute(_ sql: String, in url: String? = nil) -> Bool {
        ChildProcess.run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url ?? self.url(), "-c", sql])
    }

    /// Ends the server by a signal. It does not come back before `start`.
    func stop(_ signal: Int32) throws {
        try Data().write(to: URL(filePath: folder + "/hold"))
        let file = try String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
        let id = try #require(file.split(separator: "\n").first.flatMap { Int32($0) })
        kill(id, signal)
        let deadline = ContinuousClock.now + .seconds(20)
        while kill(id, 0) == 0 {
            try #require(ContinuousClock.now < deadline)
            usleep(5_000)
        }
    }

    /// Lets the server come back, and waits until it answers.
    func start() throws {
        try FileManager.default.removeItem(atPath: folder + "/hold")
        try #require(waitUntilReady(within: .seconds(30)))
    }

    private func waitUntilReady(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if execute("SELECT 1") { return true }
            usleep(20_000)
        }
        return false
    }

    private static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = bind(descriptor, generic, size)
                _ = getsockname(descriptor, generic, &size)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }
}
