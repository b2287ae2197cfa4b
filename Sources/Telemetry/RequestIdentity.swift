import Synchronization

/// What connects the lines and answers of one request: its id, and its place in the trace of a larger operation.
public struct RequestIdentity: Sendable, Equatable {
    /// The id of the request that the current thread works for.
    @TaskLocal public static var current: RequestIdentity?

    /// The client's `X-Request-Id`, or a new one.
    public let requestID: String
    public let trace: TraceContext?

    /// - Parameters:
    ///   - requestID: the client's; another one is made unless it has 1 to 128 letters, digits or `-._:+/=@`.
    ///   - traceparent: the client's; an invalid one is ignored, as the specification demands.
    public init(requestID: String?, traceparent: String?) {
        if let requestID, Self.isSane(requestID) { self.requestID = requestID } else { self.requestID = Self.new() }
        trace = traceparent.flatMap(TraceContext.init(continuing:))
    }

    public func add(to line: inout LogLine) {
        line.add("requestId", .text(requestID))
        if let trace { line.add("traceId", .text(trace.traceID)) }
    }

    private static func isSane(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            1...128 ~= bytes.count
                && bytes.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"):
                        true
                    default: "-._:+/=@".utf8.contains(byte)
                    }
                }
        }
    }

    private static func new() -> String {
        RandomDigits.text(words: 2)
    }
}

/// The W3C trace context of a request: <https://www.w3.org/TR/trace-context/#traceparent-header>.
public struct TraceContext: Sendable, Equatable {
    /// 32 hexadecimal digits, the same in all services of the trace.
    public let traceID: String
    /// The id of this service's part, 16 hexadecimal digits.
    public let spanID: String
    /// Two hexadecimal digits, as received.
    let flags: String

    /// Continues a trace with a new span; `nil` for an invalid field.
    public init?(continuing traceparent: String) {
        let parts = traceparent.utf8.split(separator: UInt8(ascii: "-"), maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[1].count == 32, parts[2].count == 16, parts[3].count == 2,
            parts[..<4].allSatisfy({ $0.allSatisfy(Self.isDigit) }),
            // Only a later version may have further parts, and version ff is invalid.
            parts.count == 4 || !parts[0].elementsEqual("00".utf8), !parts[0].elementsEqual("ff".utf8),
            // Zeros mean «no id».
            !parts[1].allSatisfy({ $0 == UInt8(ascii: "0") }), !parts[2].allSatisfy({ $0 == UInt8(ascii: "0") })
        else { return nil }
        traceID = String(decoding: parts[1], as: UTF8.self)
        spanID = RandomDigits.next()
        flags = String(decoding: parts[3], as: UTF8.self)
    }

    /// The field for whoever comes next, or for the client.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(flags)" }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
    }
}

/// Ids that are different in all processes with overwhelming probability. They are no secrets.
enum RandomDigits {
    // The random numbers of the system cost a system call each, so only the start of the sequence is random.
    private static let seed = UInt64.random(in: .min ... .max)
    private static let count = Atomic<UInt64>(0)

    /// 16 hexadecimal digits that are not all zero.
    static func next() -> String { text(words: 1) }

    /// 16 hexadecimal digits for each word. No word is zero.
    static func text(words: Int) -> String {
        String(unsafeUninitializedCapacity: 16 * words) { digits in
            for word in 0..<words { write(number(), at: 16 * word, of: digits) }
            return 16 * words
        }
    }

    private static func write(_ number: UInt64, at place: Int, of digits: UnsafeMutableBufferPointer<UInt8>) {
        for index in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: number >> (60 - 4 * UInt64(index))) & 15
            digits[place + index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
    }

    private static func number() -> UInt64 {
        while true {
            let step = count.wrappingAdd(1, ordering: .relaxed).newValue
            // SplitMix64 (Steele, Lea, Flood 2014): a bijection, so no value repeats.
            var number = seed &+ step &* 0x9E37_79B9_7F4A_7C15
            number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
            number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
            number ^= number >> 31
            if number != 0 { return number }
        }
    }
}
