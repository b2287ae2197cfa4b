import CAffinity
import Glibc

/// The processors of the machine.
public enum Processors {
    /// How many of them the calling thread may use, at least 1: a cpuset or `taskset` leaves it fewer than the machine has (sched_getaffinity(2)).
    public static var usable: Int {
        var set = cpu_set_t()
        guard sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else {
            return max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
        }
        return max(1, withUnsafeBytes(of: set) { $0.reduce(0) { $0 + $1.nonzeroBitCount } })
    }
}
