import Foundation
import LawService
import PredictionStore
import TestSupport

/// A service with its own store in memory, and a client of it.
struct ServiceFixture {
    let application: Application
    let client: InProcessClient

    init(_ change: (inout Application.Configuration) -> Void = { _ in }) throws {
        var configuration = Application.Configuration()
        change(&configuration)
        application = Application(store: try SQLiteStore(.memory), configuration: configuration)
        client = InProcessClient(application)
    }

    /// The CSV of a published grid, such as `ml-1m-len100-hr10`.
    static func grid(_ name: String) throws -> String {
        String(decoding: try Fixtures.data("published-grids/\(name).csv"), as: UTF8.self)
    }

    /// A service with a law that is fitted to the grid `ml-1m-len100-hr10`.
    static func withLaw(_ query: String = "") throws -> ServiceFixture {
        let fixture = try ServiceFixture()
        _ = fixture.client.post("/fit\(query)", "text/csv", try grid("ml-1m-len100-hr10"))
        return fixture
    }
}
