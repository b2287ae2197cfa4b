import Foundation

/// `serverbench [speed | own-core | uneven | bounds | abuse | soak <requests>]` compares the server with its peers, measures the effect of
/// busy clients on others, checks the bounds of work, attacks the server, or searches for leaks of memory. Each run starts
/// `serve <port> [<connections> [<deadline in ms>]]` as a separate process.
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
    case "own-core": try OwnCoreRun().run()
    case "uneven": try UnevenRun().run()
    case "bounds": try BoundsRun().run()
    case "abuse": try AbuseRun().run()
    case "soak": try SoakRun(requests: arguments.dropFirst().first.flatMap(Int.init) ?? 5_000_000).run()
    case let unknown:
        FileHandle.standardError.write(Data("serverbench: unknown run: \(unknown)\n".utf8))
        exit(64)
    }
} catch {
    FileHandle.standardError.write(Data("serverbench: \(error)\n".utf8))
    exit(1)
}
