import Testing

@testable import HTTPMessage

@Suite("Patience")
struct PatienceTests {
    private let start = Tick.Instant.now

    @Test(
        "a client at the rate is waited for without end, a slower one is not, whatever the pauses",
        arguments: [
            (1024, 1, true), (10_240, 10, true), (29_696, 29, true), (1000, 1, false), (1, 1, false),
            (29_000, 29, false),
        ]
    )
    func rates(bytes: Int, pause: Int, isFastEnough: Bool) {
        var patience = Patience(limit: .seconds(30), rate: 1024, at: start)
        var now = start
        // Two hours are long enough for the slowest loss, 24 bytes per second: 30 s last for 1,280 s.
        while now < start + .seconds(7200), now < patience.deadline {
            now += .seconds(pause)
            if now < patience.deadline { patience.progressed(by: bytes, at: now) }
        }
        #expect((now >= start + .seconds(7200)) == isFastEnough)
    }

    @Test("nothing that was sent earlier pays for a pause of more than the limit")
    func bounds() {
        var patience = Patience(limit: .seconds(30), rate: 1024, at: start)
        patience.progressed(by: .max / 2, at: start)
        #expect(patience.deadline == start + .seconds(30))
    }

    @Test("is strained only beyond the tolerance")
    func strains() {
        let patience = Patience(limit: .seconds(30), rate: 1024, at: start)
        #expect(!patience.isStrained(beyond: .seconds(3), at: start + .seconds(3)))
        #expect(patience.isStrained(beyond: .seconds(3), at: start + .milliseconds(3001)))
    }
}
