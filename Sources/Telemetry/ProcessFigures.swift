import Glibc

/// What the system says about this process, under the names that every Prometheus client uses.
enum ProcessFigures {
    static func append(to text: inout PrometheusText) {
        if let status = ProcessStatus() {
            text.counter(
                "process_cpu_seconds_total",
                "Processor time of the process.",
                [([:], status.processorSeconds)]
            )
            text.gauge(
                "process_resident_memory_bytes",
                "Memory of the process that is in use.",
                [([:], status.residentBytes)]
            )
            text.gauge("process_virtual_memory_bytes", "Address space of the process.", [([:], status.virtualBytes)])
            text.gauge("process_threads", "Threads of the process.", [([:], status.threads)])
            if let start = status.startSeconds {
                text.gauge("process_start_time_seconds", "When the process began, as Unix time.", [([:], start)])
            }
        }
        if let count = openDescriptors() {
            text.gauge("process_open_fds", "Open file descriptors.", [([:], count)])
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            text.gauge("process_max_fds", "The most file descriptors.", [([:], Double(limit.rlim_cur))])
        }
    }

    private static func openDescriptors() -> Double? {
        // Linux 6.2 and later have the number as the size of the folder. Reading a thousand entries takes a millisecond.
        var status = stat()
        if stat("/proc/self/fd", &status) == 0, status.st_size > 0 { return Double(status.st_size) }
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        // Without `.`, `..` and the descriptor of the folder itself.
        var count = -3.0
        while readdir(folder) != nil { count += 1 }
        return count
    }
}

/// `/proc/self/stat` (proc_pid_stat(5)).
private struct ProcessStatus {
    let processorSeconds: Double
    let threads: Double
    let virtualBytes: Double
    let residentBytes: Double
    let startSeconds: Double?

    init?() {
        // The name of the program, in parentheses, may contain blanks.
        guard let text = SystemFile.text("/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        // The first of these fields is the third of the manual.
        func field(_ number: Int) -> Double? { fields.count > number - 3 ? Double(fields[number - 3]) : nil }
        guard let user = field(14), let system = field(15), let threads = field(20), let start = field(22),
            let virtual = field(23), let pages = field(24)
        else { return nil }
        let ticks = Double(sysconf(CInt(_SC_CLK_TCK)))
        processorSeconds = (user + system) / ticks
        self.threads = threads
        virtualBytes = virtual
        residentBytes = pages * Double(sysconf(CInt(_SC_PAGESIZE)))
        startSeconds = Self.bootSeconds.map { $0 + start / ticks }
    }

    private static let bootSeconds: Double? = SystemFile.text("/proc/stat")?.split(separator: "\n")
        .first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst("btime ".count)) }
}

private enum SystemFile {
    static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 1)
        defer { piece.deallocate() }
        while true {
            let count = read(descriptor, piece.baseAddress, piece.count)
            if count > 0 { bytes.append(contentsOf: piece[..<count]) } else { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension PrometheusText {
    /// Adds the figures of this process.
    public mutating func addProcess() {
        ProcessFigures.append(to: &self)
    }
}
