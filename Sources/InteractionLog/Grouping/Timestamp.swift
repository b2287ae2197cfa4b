/// The time of an interaction, in the unit of its log.
///
/// The integer part and the fraction are separate, because a `Double` cannot hold nanoseconds since 1970 exactly. Only
/// the order matters, so seconds, milliseconds and other units are kept as they are; dates become seconds since 1970.
struct Timestamp: Sendable, Comparable, BitwiseCopyable {
    /// How a log writes its times; all times of one log are written alike.
    enum Notation: Sendable {
        case absent, number, date
    }

    let whole: Int64
    /// In [0, 1).
    let fraction: Double

    init(_ integer: Int64) {
        whole = integer
        fraction = 0
    }

    init(seconds: Int64, fraction: Double) {
        whole = seconds
        self.fraction = fraction
    }

    /// Nil if the integer part does not fit 64 bits.
    init?(_ value: Double) {
        let floor = value.rounded(.down)
        guard let whole = Int64(exactly: floor) else { return nil }
        self.whole = whole
        fraction = value - floor
    }

    /// A number of any unit. Nil if the text is not a number, or its integer part does not fit 64 bits.
    init?(number text: UnsafeBufferPointer<UInt8>) {
        let string = String(decoding: text, as: UTF8.self)
        if let integer = Int64(string) {
            self.init(integer)
        } else if let value = Double(string), value.isFinite {
            self.init(value)
        } else {
            return nil
        }
    }

    static func < (first: Timestamp, second: Timestamp) -> Bool {
        first.whole == second.whole ? first.fraction < second.fraction : first.whole < second.whole
    }
}
