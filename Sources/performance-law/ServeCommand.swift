import ArgumentParser
import Foundation
import LawService
import Logging
import PredictionStore
import SocketServer
import Telemetry

/// `performance-law serve`: the HTTP service.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve HTTP until SIGTERM or SIGINT, then finish the requests in flight."
    )

    @OptionGroup var listening: ListenOptions

    @OptionGroup var store: StoreOption

    @OptionGroup var access: AccessOptions

    @Option(help: "The largest body of POST /apen, such as 4GiB. (default: 4GiB)", transform: ByteCount.parsed)
    var maxBody: ByteCount = ByteCount(bytes: 4 << 30)

    @Option(
        help:
            "The most memory for all requests together and for cached laws, such as 2GiB. (default: 2GiB, or what the system permits)",
        transform: ByteCount.parsed
    )
    var memory: ByteCount?

    @Option(
        help: "The most memory for decoded laws, a part of --memory; at most a quarter of it. (default: 256MiB)",
        transform: ByteCount.parsed
    )
    var cacheMemory: ByteCount = ByteCount(bytes: 256 << 20)

    @Option(
        help: ArgumentHelp(
            "The work that a request may do, in seconds of one core; a body adds 30 s per GiB.",
            valueName: "seconds"
        )
    )
    var workSeconds = 60.0

    @Option(help: ArgumentHelp("The time limit for a request's head.", valueName: "seconds"))
    var headerTimeout = 10.0

    @Option(help: ArgumentHelp("The longest time without progress of a request's body.", valueName: "seconds"))
    var bodyTimeout = 30.0

    @Option(help: ArgumentHelp("How long a connection may stay idle.", valueName: "seconds"))
    var idleTimeout = 60.0

    @Option(help: "Threads for heavy work (default: one per core).")
    var workers: Int?

    @Option(
        help: ArgumentHelp(
            "The Vega bundle with which the page draws (default: vega.js beside the executable).",
            valueName: "file"
        )
    )
    var vega: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    @Option(help: "text or json.")
    var logFormat: LogFormat = .text

    func validate() throws {
        for (name, seconds) in [
            ("header-timeout", headerTimeout), ("body-timeout", bodyTimeout), ("idle-timeout", idleTimeout),
        ] where !(0.001...86_400).contains(seconds) {
            throw ValidationError("--\(name): must lie between 0.001 and 86400 seconds")
        }
        guard (0.001...1e9).contains(workSeconds) else {
            throw ValidationError("--work-seconds: must lie between 0.001 and 1e9 seconds")
        }
        if let memory, memory.bytes < MemoryLimit.least {
            throw ValidationError("--memory: must be at least \(MemoryLimit.least >> 20) MiB")
        }
        if let workers, !(1...1_024).contains(workers) {
            throw ValidationError("--workers: must lie between 1 and 1024")
        }
        if Logger.Level(rawValue: logLevel) == nil {
            throw ValidationError(
                "--log-level: must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
    }

    func run() throws {
        StopSignals.standIn()
        try checkThreads()
        let log = ServiceLog(level: Logger.Level(rawValue: logLevel) ?? .info, format: logFormat)
        defer { log.finish() }
        MallocThreshold.fix()
        let lifeCycle = LifeCycleLog()
        let environment = ProcessInfo.processInfo.environment
        let memory = try MemoryLimit.memory(memory)
        let shares = MemoryShares(memoryBytes: memory.bytes, cacheBytes: cacheMemory.bytes)
        let configuration = serverConfiguration(environment, shares)
        let (host, isLocal) = try Self.reach(configuration.endpoints)
        lifeCycle.starting(configuration, store: try store.location(), memory: memory, maxBody: maxBody)
        MemoryLimit.warning(about: memory).map(lifeCycle.exceedsLimit)
        lifeCycle.checkTemporaryFiles()
        let tokens = try access.tokens(host: host, isLocal: isLocal)
        let application = try application(tokens, log, shares, isLocal: isLocal)
        let store = try store.open()
        let handler = application(store)
        let server = Server(configuration: configuration, handler: handler)
        handler.metrics.observe(server: { [weak server] in ServerFigures(server) })
        let manager = ServiceManager(environment: environment)
        let stop = StopSignals { number in
            lifeCycle.draining(number)
            server.shutdown()
            manager?.notify("STOPPING=1", "STATUS=finishing requests", patience: 1)
        } reload: {
            access.reload(tokens)
        }
        defer { stop.cancel() }
        let addresses: [BoundAddress]
        do throws(ServerError) {
            addresses = try server.start()
            for address in addresses {
                lifeCycle.ready(address)
                if let reason = StandardOutput.announce("listening on \(address)") { lifeCycle.notAnnounced(reason) }
            }
        } catch {
            let places = configuration.endpoints.map(\.place).joined(separator: ", ")
            throw CommandFailure.input("cannot listen on \(places): \(error.reason)")
        }
        // The manager ends a service of which it hears nothing. If the signal to stop came first, there is nothing to be ready for.
        if !addresses.isEmpty { manager?.notify("READY=1", "STATUS=serving", patience: 5) }
        StartupPages.giveBackSoon()
        let watchdog = manager.flatMap { Watchdog($0, server) }
        defer { watchdog?.cancel() }
        server.waitUntilStopped()
        do throws(StoreError) {
            // Moves everything into the one file, so that a copy of it is complete.
            try store.close()
        } catch {
            throw CommandFailure(error)
        }
        lifeCycle.stopped()
    }

    /// Before anything needs a thread: the log, the signals and the store each take one.
    private func checkThreads() throws(CommandFailure) {
        var configuration = Server.Configuration()
        if let workers { configuration.workers = workers }
        let measuring = (workers ?? MeasurementLimits().jobs) - 1
        do throws(ServerError) {
            try ThreadSupply.check(configuration.threads + measuring + Self.otherThreads)
        } catch {
            throw .input("cannot start: \(error.reason)")
        }
    }

    /// Writing log lines, probing the store, reading tokens again, the watchdog, and what follows the start.
    private static let otherThreads = 5

    /// Whether only this machine reaches the service, and a host by which it is reached.
    private static func reach(_ endpoints: [Endpoint]) throws(CommandFailure) -> (host: String, isLocal: Bool) {
        var host = "localhost"
        for endpoint in endpoints {
            guard let reachable = try endpoint.reachableHost() else { continue }
            host = reachable
            if !LoopbackName.contains(host) { return (host, false) }
        }
        return (host, true)
    }

    private func application(
        _ tokens: AccessTokens?,
        _ log: ServiceLog,
        _ shares: MemoryShares,
        isLocal: Bool
    ) throws -> (any DocumentStore) -> Application {
        var configuration = Application.Configuration()
        configuration.access = tokens.map { .tokens($0) } ?? .anonymous
        configuration.browsers = try access.browserPolicy(checksHost: tokens == nil && isLocal)
        configuration.areMetricsOpen = isLocal
        configuration.accessLog = log.requests
        configuration.metrics.observe(droppedLogLines: log.droppedLines)
        configuration.measuring.memoryBytes = shares.workBytes
        configuration.cacheBytes = shares.cacheBytes
        configuration.workSeconds = workSeconds
        if let workers { configuration.measuring.jobs = workers }
        configuration.datasetBodyBytes = maxBody.bytes
        configuration.vega = try VegaFile.bundle(vega)
        configuration.bodyBytes = min(configuration.bodyBytes, maxBody.bytes)
        return { [configuration] store in Application(store: store, configuration: configuration) }
    }

    private func serverConfiguration(_ environment: [String: String], _ shares: MemoryShares) -> Server.Configuration {
        var configuration = Server.Configuration()
        configuration.endpoints = listening.endpoints(environment: environment)
        configuration.uploadBytes = shares.uploadBytes
        configuration.headTimeout = .seconds(headerTimeout)
        configuration.bodyTimeout = .seconds(bodyTimeout)
        configuration.idleTimeout = .seconds(idleTimeout)
        if let workers { configuration.workers = workers }
        return configuration
    }
}
