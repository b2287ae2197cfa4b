import Foundation
import TestSupport

/// A real nginx with the configuration of `deploy/nginx.conf`, on a free port, that ends with this process.
final class NginxProxy {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Without nginx the tests that need it are skipped.
    static let isInstalled = ChildProcess.tool("nginx") != nil

    let base: String
    private let guardInput: FileHandle
    private let guardian: ChildProcess

    /// - Parameter bases: the addresses of the replicas, as `http://HOST:PORT`.
    init(before bases: [String]) throws {
        let port = FreePort.take()
        base = "http://127.0.0.1:\(port)"
        let folder = FileManager.default.temporaryDirectory.appending(path: "nginx-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder)/\($0);" }
            .joined(separator: "\n")
        let configuration = """
            \(geteuid() == 0 ? "user root;" : "")
            daemon off;
            worker_processes 1;
            pid \(folder)/pid;
            error_log \(folder)/error.log;
            events {}
            http {
            access_log off;
            \(paths)
            \(try Self.server(port: port, bases: bases))
            }

            """
        try Data(configuration.utf8).write(to: URL(filePath: folder + "/nginx.conf"))
        let input = Pipe()
        guardInput = input.fileHandleForWriting
        // The shell ends nginx when its input ends, however this process ends. nginx listens before it starts its workers.
        let script = """
            nginx=$(command -v nginx || echo /usr/sbin/nginx)
            "$nginx" -t -c "\(folder)/nginx.conf" || exit 1
            "$nginx" -c "\(folder)/nginx.conf" & id=$!
            until [ -s "\(folder)/pid" ] || ! kill -0 $id; do sleep 0.01; done
            echo ready
            cat > /dev/null
            kill $id; wait $id; rm -rf "\(folder)"
            """
        guardian = try ChildProcess("/bin/sh", ["-c", script], input: input.fileHandleForReading)
        guard try guardian.lines(1) == ["ready"] else { throw Failure(description: try guardian.finish().errors) }
    }

    deinit {
        // The shell waits for the end of its input only, which comes however this call ends.
        try? guardInput.close()
    }

    /// The example of `deploy/`, without TLS and with the addresses of this test.
    private static func server(port: Int, bases: [String]) throws -> String {
        var text = try String(contentsOf: Fixtures.root.appending(path: "deploy/nginx.conf"), encoding: .utf8)
        for (number, base) in bases.enumerated() {
            text = text.replacing("10.0.0.1\(number + 1):8080", with: base.dropFirst("http://".count))
        }
        text = text.replacing("listen 443 ssl http2;", with: "listen 127.0.0.1:\(port);")
        return text.split(separator: "\n").filter { !$0.contains("ssl_certificate") }.joined(separator: "\n")
    }
}
