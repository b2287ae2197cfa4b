import Testing

@testable import PredictionStore

@Suite("Write health")
struct WriteHealthTests {
    @Test("a probe clears no failure of a larger write")
    func keepsLargerFailures() {
        let health = WriteHealth()
        #expect(health.bytesToProbe == 0)
        health.writeFailed(bytes: 5_000_000)
        // The probe began before that write.
        health.probeSucceeded(bytes: 0)
        #expect(health.bytesToProbe == 5_000_000)
        health.probeSucceeded(bytes: 5_000_000)
        #expect(health.bytesToProbe == nil)
    }
}
