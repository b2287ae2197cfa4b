@testable import HTTPMessage

/// Feeds one input to the head parser, whole and in slices that its first bytes choose. The outcome must be equal.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHead(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    guard count > 2 else { return 0 }
    let message = input.slice(2..<count)
    var limits = RequestLimits()
    limits.requestLineBytes = 512
    limits.headBytes = 2048
    limits.fieldCount = 20

    let whole = outcome(of: message, in: [message.count], limits: limits)
    let sliced = outcome(of: message, in: [Int(input[0]) + 1, Int(input[1]) + 1], limits: limits)
    let bytewise = outcome(of: message, in: [1], limits: limits)
    precondition(whole == sliced && whole == bytewise, "slicing changes the outcome")
    return 0
}

private enum Outcome: Equatable {
    case unfinished
    case refused(RequestRejection)
    case complete(ParsedHead, consumed: Int)
}

/// Feeds `message` in slices of the given lengths, which are repeated.
private func outcome(of message: UnsafeRawBufferPointer, in lengths: [Int], limits: RequestLimits) -> Outcome {
    var parser = RequestHeadParser(limits: limits)
    var position = 0
    var turn = 0
    do throws(RequestRejection) {
        while position < message.count {
            let end = min(message.count, position + max(1, lengths[turn % lengths.count]))
            turn += 1
            switch try parser.parse(message.slice(position..<end)) {
            case .needMoreBytes: position = end
            case .complete(let parsed, let consumed): return .complete(parsed, consumed: position + consumed)
            }
        }
    } catch {
        return .refused(error)
    }
    return .unfinished
}
