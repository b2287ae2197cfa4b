import Foundation

/// A server to be measured: how to build and how to start it.
struct Peer {
    var name: String
    /// Programs without which it cannot be had.
    var needs: [String] = []
    var build: [String]?
    var command: [String]
    var takesUploads = true
    /// What is asked under load.
    var target = "/predict"
    /// Makes a server that has just started ready to be asked.
    var prepare: (@Sendable (Client) throws -> Void)?

    /// Where the peers' own sources are, beside `Sources`.
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Peers").path

    static var all: [Peer] {
        let swiftBuild = ["swift", "build", "-c", "release", "--package-path", folder + "/swift"]
        let products = folder + "/swift/.build/release/"
        let go = FileManager.default.temporaryDirectory.appendingPathComponent("serverbench-go-peer").path
        return [
            service,
            Peer(name: "ours", command: [CommandLine.arguments[0], "serve", "PORT"]),
            Peer(
                name: "nginx",
                needs: ["nginx"],
                command: ["sh", folder + "/nginx/run", "PORT"],
                takesUploads: false
            ),
            Peer(
                name: "Go",
                needs: ["go"],
                build: ["sh", "-c", "cd '\(folder)/go' && go build -o '\(go)'"],
                command: [go, "PORT"]
            ),
            Peer(name: "Hummingbird", build: swiftBuild, command: [products + "HummingbirdPeer", "PORT"]),
            Peer(name: "FlyingFox", build: swiftBuild, command: [products + "FlyingFoxPeer", "PORT"]),
        ]
    }

    /// The service itself with a law of a published grid: each answer is a prediction by the blend, with its interval. The
    /// other servers answer a constant of about the same length.
    private static var service: Peer {
        let root = URL(fileURLWithPath: folder).deletingLastPathComponent().deletingLastPathComponent().path
        return Peer(
            name: "service",
            needs: [root + "/.build/release/performance-law"],
            command: [root + "/.build/release/performance-law", "serve", "--port", "PORT", "--store", "memory:"],
            takesUploads: false,
            target: "/predict?layers=16&dim=64",
            prepare: { client in
                let grid = root + "/Tests/Fixtures/published-grids/ml-1m-len100-hr10.csv"
                let body = try String(contentsOfFile: grid, encoding: .utf8)
                let fields = "Host: a\r\nContent-Type: text/csv\r\nContent-Length: \(body.utf8.count)"
                try client.send("POST /fit HTTP/1.1\r\n\(fields)\r\n\r\n\(body)")
                guard try client.readAnswer().hasPrefix("HTTP/1.1 201") else {
                    throw Failure("the service fits no law")
                }
            }
        )
    }

    /// Builds and starts it.
    func start(port: UInt16) throws -> ServerProcess {
        for program in needs where !Command.isInstalled(program) { throw Failure("\(program) is not installed") }
        // The peers' versions are fixed, so what is built stays right.
        if let build, !FileManager.default.fileExists(atPath: command[0]) { _ = try Command.output(build) }
        let server = try ServerProcess(command, port: port)
        try prepare?(Client(port: port))
        return server
    }
}
