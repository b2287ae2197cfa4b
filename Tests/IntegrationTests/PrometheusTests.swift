import Foundation
import TestSupport
import Testing

/// What a real Prometheus says about `/metrics`. Debian's package `prometheus` has both programs.
@Suite("Prometheus", .enabled(if: PrometheusPrograms.isInstalled, "Prometheus is not installed"))
struct PrometheusTests {
    /// A service that has done a bit of everything.
    private static func busyService() throws -> (RunningService, CurlClient) {
        let service = try RunningService(["--store", "memory:"])
        let curl = try CurlClient(base: service.base)
        _ = try curl.post("/fit?name=a", type: "text/csv", try Fixtures.data("published-grids/ml-1m-len100-hr10.csv"))
        _ = try curl.get("/predict?layers=4&dim=30")
        _ = try curl.get("/nothing")
        _ = try curl.send("BREW", "/laws")
        return (service, curl)
    }

    @Test("promtool accepts the metrics without a remark")
    func check() throws {
        let (service, curl) = try Self.busyService()
        let metrics = try curl.get("/metrics")
        #expect(metrics.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        let promtool = Process()
        promtool.executableURL = try PrometheusPrograms.program("promtool")
        promtool.arguments = ["check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        promtool.standardInput = input
        promtool.standardOutput = output
        promtool.standardError = output
        try promtool.run()
        try input.fileHandleForWriting.write(contentsOf: Data(metrics.body))
        try input.fileHandleForWriting.close()
        promtool.waitUntilExit()
        let remarks = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(promtool.terminationStatus == 0 && remarks.isEmpty, "\(remarks)")
        #expect(metrics.text.contains("\nperformance_law_queue_wait_seconds_bucket{lane=\"heavy\","))
        #expect(metrics.text.contains("\nperformance_law_fits_total{"))
        #expect(service.terminate() == 0)
    }

    @Test("a real Prometheus scrapes the service")
    func scrape() throws {
        let service = try SpawnedService("", ["--port", "0"])
        let base = try service.announcedBase()
        let grid = try Fixtures.data("published-grids/ml-1m-len100-hr10.csv")
        #expect(try CurlClient(base: base).post("/fit", type: "text/csv", grid).status == 201)
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let target = base.dropFirst("http://".count)
        let settings = """
            global: { scrape_interval: 1s }
            scrape_configs: [ { job_name: laws, static_configs: [ { targets: ['\(target)'] } ] } ]
            """
        try Data(settings.utf8).write(to: folder.appending(path: "prometheus.yml"))
        let port = FreePort.take()
        let prometheus = Process()
        prometheus.executableURL = try PrometheusPrograms.program("prometheus")
        prometheus.arguments = [
            "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
            "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
        ]
        prometheus.standardOutput = FileHandle.nullDevice
        prometheus.standardError = FileHandle.nullDevice
        // The test waits for lines of the service's log, which end with the service.
        let server = service.process.processIdentifier
        prometheus.terminationHandler = { _ in kill(server, SIGKILL) }
        try prometheus.run()
        defer {
            prometheus.terminationHandler = nil
            kill(prometheus.processIdentifier, SIGKILL)
            prometheus.waitUntilExit()
        }
        let curl = try CurlClient(base: "http://127.0.0.1:\(port)")
        func value(_ query: String) throws -> String? {
            try curl.get("/api/v1/query?query=\(query)").json.string("data.result.0.value.1")
        }
        // When it scrapes again, it has stored what it scraped before.
        for _ in 0..<3 { _ = try service.logLine(containing: "GET /metrics 200") }
        #expect(try value("up") == "1")
        #expect(try value("sum(performance_law_http_requests_total%7Broute%3D%22/fit%22%7D)") == "1")
        #expect(service.end(by: SIGTERM) == 0)
    }
}

/// `prometheus` and `promtool`.
enum PrometheusPrograms {
    /// The folder of both programs: installed, or unpacked by `make test`.
    private static let folder = ["/usr/bin", Fixtures.root.appending(path: ".build/prometheus/usr/bin").path].first {
        folder in
        ["prometheus", "promtool"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
    }
    static var isInstalled: Bool { folder != nil }

    static func program(_ name: String) throws -> URL {
        URL(filePath: try #require(folder)).appending(path: name)
    }
}
