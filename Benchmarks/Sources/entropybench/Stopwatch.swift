import Foundation
import Glibc

/// Measures elapsed time, processor time (both in seconds) and the memory of this process.
struct Stopwatch {
    private let begin = ContinuousClock.now
    private let processor = Self.processorSeconds

    var elapsed: Double {
        let duration = ContinuousClock.now - begin
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    var processorTime: Double { Self.processorSeconds - processor }

    /// The processor time of all threads.
    private static var processorSeconds: Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// Peak resident memory of this process, in MB, from `/proc`. The value of `getrusage` also includes the memory that the
    /// parent had when it started this process.
    static var peakMegabytes: Int {
        do {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
        } catch {
            return 0  // not Linux
        }
    }
}
