@testable import HTTPMessage

/// Feeds one input to the body readers, whole and in slices. Content, end and fault must be equal, and within the
/// limit.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBody(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    guard count > 3 else { return 0 }
    let message = input.slice(3..<count)
    let framing = input[0] % 4 == 0 ? BodyFraming.length(Int(input[2])) : .chunked
    let limit = framing == .chunked ? Int(input[2]) * 4 : Int(input[2])

    let whole = outcome(of: message, in: [message.count], framing: framing, limit: limit)
    let sliced = outcome(of: message, in: [Int(input[1]) + 1, Int(input[0]) + 1], framing: framing, limit: limit)
    let bytewise = outcome(of: message, in: [1], framing: framing, limit: limit)
    precondition(whole == sliced && whole == bytewise, "slicing changes the outcome")
    precondition(whole.content.count <= limit, "more content than the limit")
    return 0
}

private struct Outcome: Equatable {
    var content: [UInt8] = []
    var consumed = 0
    var isFinished = false
    var fault: RequestRejection?
}

private func outcome(
    of message: UnsafeRawBufferPointer,
    in lengths: [Int],
    framing: BodyFraming,
    limit: Int
) -> Outcome {
    var limits = RequestLimits()
    limits.chunkExtensionBytes = 64
    limits.headBytes = 256
    limits.fieldCount = 4
    var reader = BodyReader(framing: framing, limits: limits, limit: limit)
    var outcome = Outcome()
    var turn = 0
    while outcome.consumed < message.count, !reader.isFinished {
        let end = min(message.count, outcome.consumed + max(1, lengths[turn % lengths.count]))
        turn += 1
        let slice = message.slice(outcome.consumed..<end)
        do throws(RequestRejection) {
            outcome.consumed += try reader.read(slice, into: &outcome.content)
        } catch {
            // The content before a fault is not used.
            return Outcome(fault: error)
        }
    }
    outcome.isFinished = reader.isFinished
    return outcome
}
