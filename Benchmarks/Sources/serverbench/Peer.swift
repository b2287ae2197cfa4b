import Foundation

/// A server to measure, with the commands that build and start it.
struct Peer {
    var name: String
    /// The programs that it needs.
    var needs: [String] = []
    var build: [String]?
    var command: [String]
    var takesUploads = true
    /// The target of the requests under load.
    var target = "/predict"
    /// Prepares a started server for the requests.
    var prepare: (@Sendable (Client) throws -> Void)?

    /// The folder with the sources of the peers, beside `Sources`.
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

    /// The service itself, with a law of a published grid. Each answer is a prediction of the blend, with its interval. The
    /// other servers answer with a constant of about the same length.
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
                let fields = "Host: localhost\r\nContent-Type: text/csv\r\nContent-Length: \(body.utf8.count)"
                try client.send("POST /fit HTTP/1.1\r\n\(fields)\r\n\r\n\(body)")
                guard try client.readAnswer().hasPrefix("HTTP/1.1 201") else {
                    throw Failure("the service fits no law")
                }
            }
        )
    }

    /// Builds and starts it.
    ///
    /// - Parameter core: the only one that it may use; nil for all.
    func start(port: UInt16, core: Int? = nil) throws -> ServerProcess {
        for program in needs where !Command.isInstalled(program) { throw Failure("\(program) is not installed") }
        // The versions of the peers are fixed, so an existing build stays valid.
        if let build, !FileManager.default.fileExists(atPath: command[0]) { _ = try Command.output(build) }
        let server = try ServerProcess(Command.on(core, command), port: port)
        try prepare?(Client(port: port))
        return server
    }
}
