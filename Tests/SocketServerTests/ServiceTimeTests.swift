import HTTPMessage
import Testing

@testable import SocketServer

@Suite("ServiceTime")
struct ServiceTimeTests {
    private let start = Tick.Instant.now

    @Test("requests of equal length wait for those before them, divided by the workers", arguments: [1, 2, 4])
    func estimates(workers: Int) {
        var time = ServiceTime(workers: workers)
        for number in 0..<50 {
            time.begin(isRequest: true, on: number % workers, at: start)
            time.end(on: number % workers, at: start + .seconds(3))
        }
        let wait = time.retryAfter(behind: 64, at: start)
        // 64 requests of 3 s each.
        #expect(wait == .seconds(192 / workers))
    }

    @Test("all jobs of a request count together")
    func joinsJobs() {
        var time = ServiceTime(workers: 1)
        for _ in 0..<50 {
            for job in 0..<4 {
                time.begin(isRequest: job == 0, on: 0, at: start)
                time.end(on: 0, at: start + .seconds(1))
            }
        }
        #expect(time.retryAfter(behind: 10, at: start) == .seconds(40))
    }

    @Test("before the first request ends, its time so far counts")
    func countsRunning() {
        var time = ServiceTime(workers: 1)
        #expect(time.retryAfter(behind: 10, at: start) == .seconds(1))
        time.begin(isRequest: true, on: 0, at: start)
        #expect(time.retryAfter(behind: 10, at: start + .seconds(5)) == .seconds(50))
    }

    @Test("lies between one second and ten minutes")
    func bounds() {
        var time = ServiceTime(workers: 1)
        time.begin(isRequest: true, on: 0, at: start)
        #expect(time.retryAfter(behind: 1, at: start + .milliseconds(1)) == .seconds(1))
        #expect(time.retryAfter(behind: 64, at: start + .seconds(3600)) == .seconds(600))
    }
}
