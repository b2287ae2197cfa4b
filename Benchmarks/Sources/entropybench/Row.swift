import Glibc

/// One row's work, done in a process of its own so that its peak memory is its own too.
enum Row: String, CaseIterable {
    case memory = "ApEn per user, in memory"
    case cLoop = "C counting loop, in memory"
    case json = "JSON to ApEn per user"
    case lines = "user item lines to ApEn per user"
    case pooled = "JSON to pooled ApEn"
    case tolerance = "ApEn of one series, r = 0.2 sd"

    var usesLog: Bool { self != .tolerance }
}

/// Elapsed and processor time, in seconds.
struct Stopwatch {
    private let begin = ContinuousClock.now
    private let processor = Self.processorSeconds

    var elapsed: Double {
        let duration = ContinuousClock.now - begin
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    var processorTime: Double { Self.processorSeconds - processor }

    private static var processorSeconds: Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// Peak resident memory of this process, in MB.
    static var peakMegabytes: Int {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss / 1_024
    }
}
