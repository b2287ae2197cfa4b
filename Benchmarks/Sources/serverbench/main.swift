import Foundation

/// `serverbench [speed | uneven | abuse | soak <requests>]`: the server's speed beside its peers', what a busy loop means to
/// its other clients, what the server does under abuse, and whether it keeps memory. They start
/// `serve <port> [<connections> [<deadline in ms>]]` as a process of its own.
let arguments = CommandLine.arguments.dropFirst()
do {
    switch arguments.first ?? "speed" {
    case "serve":
        try BenchServer.run(
            port: arguments.dropFirst().first.flatMap(UInt16.init) ?? 8080,
            connections: arguments.dropFirst(2).first.flatMap(Int.init),
            deadline: arguments.dropFirst(3).first.flatMap(Int.init).map { .milliseconds($0) }
        )
    case "speed": try SpeedRun().run()
    case "uneven": try UnevenRun().run()
    case "abuse": try AbuseRun().run()
    case "soak": try SoakRun(requests: arguments.dropFirst().first.flatMap(Int.init) ?? 5_000_000).run()
    case let unknown:
        FileHandle.standardError.write(Data("serverbench: no such run: \(unknown)\n".utf8))
        exit(64)
    }
} catch {
    FileHandle.standardError.write(Data("serverbench: \(error)\n".utf8))
    exit(1)
}
