import Foundation
import TestSupport
import Testing

@Suite(
    "Spark, against the real executable",
    .enabled(if: Script.hasPackages("spark"), "PySpark could not be installed"),
    .enabled(if: ChildProcess.tool("java") != nil, "Java is not installed"),
    // `make test` runs them alone, because executors that wait for each other beside all other tests lose each other.
    .enabled(if: ProcessInfo.processInfo.environment["SPARK_TESTS"] != nil, "set SPARK_TESTS=1 to run them")
)
struct SparkTests {
    @Test("passes pytest with two executors")
    func package() throws {
        let outcome = try Script.run("integrations/python/test-spark")
        #expect(outcome.status == 0, "\(outcome.output)")
    }
}
