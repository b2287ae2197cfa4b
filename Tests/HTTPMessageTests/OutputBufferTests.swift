import Testing

@testable import HTTPMessage

@Suite("OutputBuffer")
struct OutputBufferTests {
    private let start = Tick(now: .now, date: Array("D".utf8))
    private let timeouts = ConnectionTimeouts()

    @Test("keeps the bytes that the socket did not accept")
    func keepsUnsent() {
        var output = OutputBuffer()
        #expect(output.isEmpty)
        output.appendContinue()
        output.sent(20, at: start)
        #expect(text(output) == "e\r\n\r\n")
        output.sent(5, at: start)
        #expect(output.isEmpty)
    }

    @Test("has room for another answer only below 64 KiB, and not while a part is sent")
    func limitsAnswers() {
        var output = OutputBuffer()
        append(60_000, to: &output)
        #expect(output.hasRoom)
        append(6_000, to: &output)
        #expect(!output.hasRoom)

        var partial = OutputBuffer()
        append(1, to: &partial)
        partial.sent(1, at: start)
        #expect(!partial.hasRoom)
    }

    @Test("each accepted byte restores a 256th of a second of patience, up to 30 s")
    func times() {
        var output = OutputBuffer()
        append(200_000, to: &output)
        #expect(output.deadline == nil)
        var tick = start
        output.blocked(at: tick, timeouts)
        #expect(output.deadline == start.now + .seconds(30))
        tick.now += .seconds(20)
        output.blocked(at: tick, timeouts)
        #expect(output.deadline == start.now + .seconds(30), "nothing was accepted")
        output.sent(256, at: tick)
        output.blocked(at: tick, timeouts)
        #expect(output.deadline == start.now + .seconds(31))
        output.sent(64 * 1024, at: tick)
        #expect(output.deadline == tick.now + .seconds(30))
    }

    @Test("keeps what pays for an answer until the client has all of it")
    func keepsPayers() {
        final class Payment: Sendable {}
        var output = OutputBuffer()
        weak var payment: Payment?
        do {
            let paid = Payment()
            payment = paid
            var response = Response(status: .ok, body: [1, 2, 3])
            response.payer = AnswerPayer(paid)
            output.append(response, isHead: false, persistence: .implied, date: start.date)
        }
        output.sent(output.count - 1, at: start)
        #expect(payment != nil)
        output.sent(1, at: start)
        #expect(payment == nil)
    }

    @Test(
        "a long body is sent as it is, and an answer behind it comes after it",
        arguments: [63 << 10, 64 << 10, 200_000]
    )
    func sendsLongBodies(length: Int) {
        let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for step in [1_000, 70_000, .max] {
            var output = OutputBuffer()
            output.appendContinue()
            let long = Response(status: .ok, body: content)
            let written = output.append(long, isHead: false, persistence: .implied, date: start.date)
            #expect(output.count == 25 + written)
            #expect(output.hasRoom == (output.count < 64 << 10))
            var expected: [UInt8] = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
            ResponseSerializer.append(long, to: &expected, isHead: false, persistence: .implied, date: start.date)
            if length >= 64 << 10 {
                // Behind the head the body lies in its own array.
                output.sent(25 + written - length, at: start)
                var isShared = false
                output.withBytes { bytes in content.withUnsafeBytes { isShared = bytes.baseAddress == $0.baseAddress } }
                #expect(isShared)
                expected.removeFirst(25 + written - length)
            }
            var sent: [UInt8] = []
            var isRefused = false
            while !output.isEmpty {
                if sent.count >= 30_000, !isRefused {
                    isRefused = true
                    // The client is refused while it still reads.
                    let refusal = Response(status: .serviceUnavailable, body: Array("no".utf8))
                    output.beginAnswer()
                    output.append(refusal, isHead: false, persistence: .close, date: start.date)
                    ResponseSerializer.append(
                        refusal,
                        to: &expected,
                        isHead: false,
                        persistence: .close,
                        date: start.date
                    )
                }
                var taken = 0
                output.withBytes { bytes in
                    taken = min(step, bytes.count)
                    sent += bytes[..<taken]
                }
                output.sent(taken, at: start)
            }
            #expect(sent == expected)
        }
    }

    private func append(_ count: Int, to output: inout OutputBuffer) {
        let response = Response(status: .ok, body: [UInt8](repeating: 0x61, count: count))
        output.append(response, isHead: false, persistence: .implied, date: start.date)
    }

    private func text(_ output: OutputBuffer) -> String {
        var text = ""
        output.withBytes { text = String(decoding: $0, as: UTF8.self) }
        return text
    }
}
