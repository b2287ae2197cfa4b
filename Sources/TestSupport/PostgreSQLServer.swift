import Foundation

/// A real PostgreSQL, in a temporary folder and on a free port, that ends with this process.
///
/// A shell stands between the tests and the server. It stops the server and removes the folder when its standard input ends,
/// which happens however the tests end. PostgreSQL refuses to run as root, so root's tests run it as `nobody`.
public final class PostgreSQLServer: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Whether Debian's `postgresql` is installed. Without it the tests that need it are skipped.
    public static let isInstalled = binaries != nil

    /// One server for all tests that do not stop it.
    public static let shared = Result { try PostgreSQLServer() }

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

    public let port: Int
    /// The folder that holds the data and the file with the password.
    private let folder: String
    private let guardInput: FileHandle
    private let output: ServerOutput

    public init() throws {
        guard let binaries = Self.binaries else { throw Failure(description: "PostgreSQL is not installed") }
        folder = FileManager.default.temporaryDirectory.appending(path: "postgresql-\(UUID().uuidString)").path
        port = FreePort.take()
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
                \(prefix) "\(binaries)/postgres" -D data -p \(port) -k "" \(options) 2>&1 &
                wait $!
                echo "\(ServerOutput.end)"
                while [ -e hold ]; do sleep 0.02; done
            done ) &
            cat > /dev/null
            rm run
            rm -f hold
            kill -QUIT "$(head -1 data/postmaster.pid)"
            wait
            rm -rf "\(folder)"
            """
        output = ServerOutput(try ChildProcess("/bin/sh", ["-c", script], input: input.fileHandleForReading))
        try output.waitUntilReady()
    }

    deinit {
        // Whatever the result, the descriptor is closed, and this is all that the guard waits for.
        try? guardInput.close()
    }

    /// A certificate that signs the one of the server.
    public var rootCertificate: String { folder + "/root.crt" }

    public func url(database: String = "postgres", parameters: String = "") -> String {
        "postgres://tester@127.0.0.1:\(port)/\(database)?passfile=\(folder)/passfile\(parameters)"
    }

    /// The location of a new empty database.
    public func newDatabase() throws -> String {
        let name = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try require(execute("CREATE DATABASE \(name)"), "cannot create a database")
        return url(database: name)
    }

    /// Changes a setting of the database that a location names, for connections made from now on.
    public func set(_ setting: String, in url: String) throws {
        guard let database = url.split(separator: "?").first?.split(separator: "/").last else {
            throw Failure(description: "\(url) names no database")
        }
        try require(execute("ALTER DATABASE \(database) SET \(setting)"), "cannot set \(setting)")
    }

    /// Executes SQL by `psql`, as another program would.
    public func execute(_ sql: String, in url: String? = nil) -> Bool {
        ChildProcess.run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url ?? self.url(), "-c", sql])
    }

    /// Ends the server by a signal. It does not come back before `start`.
    public func stop(_ signal: Int32) throws {
        try Data().write(to: URL(filePath: folder + "/hold"))
        let file = try String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
        guard let id = file.split(separator: "\n").first.flatMap({ Int32($0) }) else {
            throw Failure(description: "postmaster.pid names no process")
        }
        kill(id, signal)
        try output.waitUntilEnded()
    }

    /// Lets the server come back, and waits until it answers.
    public func start() throws {
        try FileManager.default.removeItem(atPath: folder + "/hold")
        try output.waitUntilReady()
    }

    private func require(_ isDone: Bool, _ failure: String) throws {
        if !isDone { throw Failure(description: failure) }
    }
}

/// Reads what the server prints, and knows from it whether the server answers.
///
/// `@unchecked Sendable`: `condition` guards the properties that change.
private final class ServerOutput: @unchecked Sendable {
    /// What the shell prints when the server has ended.
    static let end = "the server has ended"
    private static let patience: TimeInterval = 30

    private let condition = NSCondition()
    private var isReady = false
    private var hasEnded = false
    private var lines: [String] = []

    /// The thread that reads is the only one that uses it.
    private let process: ChildProcess

    init(_ process: ChildProcess) {
        self.process = process
        Thread.detachNewThread { [self] in read() }
    }

    private func read() {
        do {
            while let line = try process.lines(1).first { received(line) }
            received(Self.end)
        } catch {
            received("\(error)")
        }
    }

    private func received(_ line: String) {
        condition.lock()
        defer { condition.unlock() }
        lines.append(line)
        if line.contains("ready to accept connections") { (isReady, hasEnded) = (true, false) }
        if line == Self.end { (isReady, hasEnded) = (false, true) }
        condition.broadcast()
    }

    func waitUntilReady() throws { try wait { isReady } }

    func waitUntilEnded() throws { try wait { hasEnded } }

    private func wait(_ isReached: () -> Bool) throws {
        condition.lock()
        defer { condition.unlock() }
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while !isReached() {
            guard condition.wait(until: deadline) else {
                throw PostgreSQLServer.Failure(description: lines.suffix(20).joined(separator: "\n"))
            }
        }
    }
}
