import Foundation

/// A server to be measured: how to build and how to start it.
struct Peer {
    var name: String
    /// Programs without which it cannot be had.
    var needs: [String] = []
    var build: [String]?
    var command: [String]
    var takesUploads = true

    /// Where the peers' own sources are, beside `Sources`.
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Peers").path

    static var all: [Peer] {
        let swiftBuild = ["swift", "build", "-c", "release", "--package-path", folder + "/swift"]
        let products = folder + "/swift/.build/release/"
        let go = FileManager.default.temporaryDirectory.appendingPathComponent("serverbench-go-peer").path
        return [
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

    /// Builds and starts it.
    func start(port: UInt16) throws -> ServerProcess {
        for program in needs where !Command.isInstalled(program) { throw Failure("\(program) is not installed") }
        // The peers' versions are fixed, so what is built stays right.
        if let build, !FileManager.default.fileExists(atPath: command[0]) { _ = try Command.output(build) }
        return try ServerProcess(command, port: port)
    }
}
