/// When something happened, as an exactly ordered number of seconds: nanoseconds since 1970 do not fit a `Double`.
public struct TimeKey: Sendable, Hashable, Comparable, BitwiseCopyable {
    public let seconds: Int64
    /// Units of 10^-18 seconds, below 10^18.
    public let fraction: UInt64

    static let fractionDigits = 18
    static let unitsPerSecond: UInt64 = 1_000_000_000_000_000_000

    public init(seconds: Int64, fraction: UInt64 = 0) {
        self.seconds = seconds
        self.fraction = fraction
    }

    public static func < (first: TimeKey, second: TimeKey) -> Bool {
        first.seconds == second.seconds ? first.fraction < second.fraction : first.seconds < second.seconds
    }
}

/// The unit of a number that counts time since 1970. Raw values are the words of `timeFormat`.
public enum TimeUnit: String, Sendable, Hashable, CaseIterable, Codable {
    case seconds = "unix"
    case milliseconds = "unixMillis"
    case microseconds = "unixMicros"
    case nanoseconds = "unixNanos"

    /// Decimal digits between the unit and a second.
    var digits: Int {
        switch self {
        case .seconds: 0
        case .milliseconds: 3
        case .microseconds: 6
        case .nanoseconds: 9
        }
    }

    /// The time that a whole number of units is.
    public func key(_ count: Int64) -> TimeKey {
        let scale: Int64
        switch self {
        case .seconds: return TimeKey(seconds: count)
        case .milliseconds: scale = 1_000
        case .microseconds: scale = 1_000_000
        case .nanoseconds: scale = 1_000_000_000
        }
        // Rounded down, so that the fraction is never negative.
        let remainder = count % scale
        let seconds = count / scale - (remainder < 0 ? 1 : 0)
        let units = UInt64(remainder < 0 ? remainder + scale : remainder)
        return TimeKey(seconds: seconds, fraction: units * (TimeKey.unitsPerSecond / UInt64(scale)))
    }

    /// What a message calls the unit.
    var words: String {
        switch self {
        case .seconds: "seconds"
        case .milliseconds: "milliseconds"
        case .microseconds: "microseconds"
        case .nanoseconds: "nanoseconds"
        }
    }

    /// The whole numbers that are times of the last decades in this unit.
    var likelyCounts: Range<Int64> {
        switch self {
        case .seconds: 0..<100_000_000_000
        case .milliseconds: 100_000_000_000..<100_000_000_000_000
        case .microseconds: 100_000_000_000_000..<100_000_000_000_000_000
        case .nanoseconds: 100_000_000_000_000_000..<Int64.max
        }
    }

    /// Whether a time that was read in this unit is not one of the last decades in another unit.
    ///
    /// A time of 2001 in milliseconds is one of the year 32,000 if it is read in seconds, and one in seconds is within the first
    /// days of 1970 if it is read in milliseconds. Smaller numbers, such as 0, say nothing about their unit.
    func suits(_ key: TimeKey) -> Bool {
        let seconds = key.seconds.magnitude
        guard seconds < 100_000_000_000 else { return false }
        let smallest: UInt64 =
            switch self {
            case .seconds: 100_000_000
            case .milliseconds: 100_000
            case .microseconds: 100
            case .nanoseconds: 1
            }
        // A negative second with a fraction is rounded down, so -1 is as small as 0.
        return seconds >= 100_000_000 || seconds < smallest || key.seconds == -1
    }

    /// The unit that a number of this magnitude has if it is a time of the last decades.
    static func likely(for magnitude: Double) -> TimeUnit {
        switch magnitude {
        case 1e17...: .nanoseconds
        case 1e14...: .microseconds
        case 1e11...: .milliseconds
        default: .seconds
        }
    }
}
