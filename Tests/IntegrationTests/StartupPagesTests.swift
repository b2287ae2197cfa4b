import Foundation
import TestSupport
import Testing

@Suite("Memory of an idle service")
struct StartupPagesTests {
    @Test("pages that only the start needed are given back, and the service goes on")
    func givenBack() throws {
        let service = try RunningService(["--store", "memory:"])
        let most = service.fileBytes
        let client = try CurlClient(base: service.base)
        var least = most
        let end = ContinuousClock.now + .seconds(20)
        while least > most / 2, ContinuousClock.now < end {
            Thread.sleep(forTimeInterval: 0.05)
            least = service.fileBytes
        }
        #expect(least <= most / 2, "\(most) bytes at first, \(least) later")
        #expect(try client.get("/healthz").status == 200)
        let grid = try Fixtures.data("published-grids/ml-1m-len100-hr10.csv")
        #expect(try client.post("/fit", type: "text/csv", grid).status == 201)
    }
}
