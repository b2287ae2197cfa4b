import Testing

@testable import performance_law

@Suite("Signals to stop")
struct StopRequestTests {
    @Test("a repetition within half a second is the same signal; a later one is the second")
    func repetition() {
        let requests = StopRequests()
        let began = ContinuousClock.now
        #expect(requests.receive(at: began) == .first)
        for milliseconds in [0, 1, 499] {
            #expect(requests.receive(at: began + .milliseconds(milliseconds)) == .repeated)
        }
        for milliseconds in [500, 501, 60_000] {
            #expect(requests.receive(at: began + .milliseconds(milliseconds)) == .second)
        }
    }
}
