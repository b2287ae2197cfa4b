import Foundation
import LawService
import Logging
import PredictionStore
import SocketServer
import TemporaryStorage

/// The lines that tell an operator when the service began, with which settings, and why it ended.
struct LifeCycleLog: Sendable {
    private let log = Logger(label: "service")
    private let began = ContinuousClock.now

    func starting(_ server: Server.Configuration, store: StoreLocation, memory: ByteCount, maxBody: ByteCount) {
        log.notice(
            "starting",
            metadata: [
                "version": "\(ServiceVersion.current)", "commit": "\(ServiceVersion.commit)",
                // Without a password.
                "store": "\(store)",
                "endpoints": "\(server.endpoints.map(\.place).joined(separator: ", "))", "workers": "\(server.workers)",
                "queue": "\(server.workQueue)", "connections": "\(server.maxConnections)", "memory": "\(memory)",
                "maxBody": "\(maxBody)", "headerTimeout": "\(server.headTimeout)",
                "bodyTimeout": "\(server.bodyTimeout)",
                "idleTimeout": "\(server.idleTimeout)", "drainTimeout": "\(server.drainTimeout)",
            ]
        )
        let injected = EnvironmentArguments.injected(in: ProcessInfo.processInfo.environment)
        if !injected.isEmpty {
            log.info(
                "variables that Kubernetes injects are ignored; `enableServiceLinks: false` avoids them",
                metadata: ["variables": "\(injected.joined(separator: " "))"]
            )
        }
    }

    /// Looks whether temporary files can be created, because only the first large dataset would find out.
    func checkTemporaryFiles() {
        do throws(SpillFile.Failure) {
            _ = try SpillFile()
        } catch {
            log.warning(
                "temporary files cannot be created, so larger datasets are refused; set TMPDIR",
                metadata: ["folder": "\(error.folder)", "reason": "\(error.reason)"]
            )
        }
    }

    /// - Parameter limit: what may end the process, and the remedy.
    func exceedsLimit(_ limit: String) {
        log.warning("the system ends the process if the work takes all of --memory", metadata: ["reason": "\(limit)"])
    }

    func ready(_ address: BoundAddress) {
        log.notice("ready", metadata: ["address": "\(address)", "seconds": "\(seconds)"])
    }

    func notAnnounced(_ reason: String) {
        log.warning("the address was not printed", metadata: ["reason": "\(reason)"])
    }

    /// - Parameter signal: which one asked for the end.
    func draining(_ signal: Int32) {
        log.notice(
            "draining: no new connections, and requests in flight are finished",
            metadata: ["signal": "\(signal == SIGTERM ? "SIGTERM" : "SIGINT")"]
        )
    }

    func stopped() {
        log.notice("stopped", metadata: ["seconds": "\(seconds)"])
    }

    private var seconds: String { String(format: "%.3f", (ContinuousClock.now - began) / .seconds(1)) }
}
