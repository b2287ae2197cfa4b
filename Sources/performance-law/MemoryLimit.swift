import Foundation

/// The memory that the system permits this process. Beyond it, an allocation ends the process without a word.
enum MemoryLimit {
    /// With less memory, hardly any dataset could be measured.
    static let least = 16 << 20
    private static let usual = 2 << 30

    /// The memory that the work may take: what was requested, else 2 GiB, or less if the system permits less.
    ///
    /// - Parameter requested: the value of `--memory`.
    /// - Throws: if the process has a limit (`ulimit -v`, `ulimit -d`) that leaves too little.
    static func memory(_ requested: ByteCount?) throws(CommandFailure) -> ByteCount {
        let limits = [Limit.addressSpace, .data, ofControlGroups().map(Limit.controlGroup)].compactMap { $0 }
        let narrow = limits.min { $0.work < $1.work }
        guard let requested else {
            guard let narrow, narrow.work < usual else { return ByteCount(bytes: usual) }
            guard narrow.work >= least else { throw .input(narrow.refusal(of: ByteCount(bytes: least))) }
            return ByteCount(bytes: (narrow.work >> 20) << 20)
        }
        // The pages of a control group are counted as they are used, so its limit is a matter of a warning.
        let broken = limits.first { !$0.isOfGroup && $0.work < requested.bytes }
        if let broken { throw .input(broken.refusal(of: requested)) }
        return requested
    }

    /// What the control group permits, and the remedy; `nil` if it permits the memory.
    static func warning(about memory: ByteCount) -> String? {
        guard let limit = ofControlGroups().map(Limit.controlGroup), limit.work < memory.bytes else { return nil }
        return limit.refusal(of: memory)
    }

    /// A bound of the system on the memory of the process.
    private struct Limit {
        let bytes: Int
        /// What the program takes without any work.
        let own: Int
        let subject: String
        let remedy: String
        var isOfGroup = false

        /// The most memory of the work. Arrays that grow take a quarter more for a moment.
        var work: Int { max(0, bytes - own) / 5 * 4 }

        static var addressSpace: Limit? {
            MemoryLimit.process(RLIMIT_AS).map {
                // Of the libraries, the threads and their heaps.
                Limit(bytes: $0, own: 640 << 20, subject: "an address space", remedy: "`ulimit -v` or LimitAS")
            }
        }

        static var data: Limit? {
            MemoryLimit.process(RLIMIT_DATA).map {
                Limit(bytes: $0, own: 128 << 20, subject: "data", remedy: "`ulimit -d` or LimitDATA")
            }
        }

        static func controlGroup(_ bytes: Int) -> Limit {
            Limit(
                bytes: bytes,
                own: 64 << 20,
                subject: "the control group",
                remedy: "the limit of the container, or MemoryMax",
                isOfGroup: true
            )
        }

        func refusal(of memory: ByteCount) -> String {
            let needed = Double(memory.bytes) * 1.25 + Double(own)
            let smaller = work >= MemoryLimit.least ? ", or give --memory=\(work >> 20)MiB at most" : ""
            return """
                the system permits \(subject) \(isOfGroup ? "" : "of ")\(bytes >> 20) MiB, and --memory=\(memory) can need \
                \(String(format: "%.0f", needed / 0x1p20)) MiB; raise \(isOfGroup ? "" : "the limit with ")\(remedy)\(smaller)
                """
        }
    }

    /// A limit of the process in bytes; `nil` if there is none.
    private static func process(_ resource: __rlimit_resource) -> Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return nil }
        return Int(exactly: limit.rlim_cur)
    }

    /// The least limit of the control groups that the process belongs to, in bytes; `nil` if there is none, or it cannot be read.
    ///
    /// - Parameters:
    ///   - membership: The groups of the process, as `/proc/self/cgroup` lists them.
    ///   - root: The folder of all groups.
    ///   - read: The text of a file; `nil` if there is none.
    static func ofControlGroups(
        membership: String = "/proc/self/cgroup",
        root: String = "/sys/fs/cgroup",
        read: (String) -> String? = { try? String(contentsOfFile: $0, encoding: .utf8) }
    ) -> Int? {
        var limits: [Int] = []
        for line in (read(membership) ?? "").split(separator: "\n") {
            // `0::/path` in the second version; `4:memory:/path` in the first.
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let folder: String
            let file: String
            switch (fields[0], fields[1]) {
            case ("0", ""): (folder, file) = (root, "memory.max")
            case (_, let controllers) where controllers.split(separator: ",").contains("memory"):
                (folder, file) = (root + "/memory", "memory.limit_in_bytes")
            default: continue
            }
            var path = fields[2].split(separator: "/")[...]
            // A group has the limits of those above it too. In a container the root is the group itself.
            while true {
                let text = read(([folder] + path.map(String.init) + [file]).joined(separator: "/"))
                if let bytes = text.flatMap({ Int($0.filter { !$0.isWhitespace }) }) { limits.append(bytes) }
                guard path.popLast() != nil else { break }
            }
        }
        // The first version writes the largest number of pages for «no limit».
        return limits.min().flatMap { $0 > 1 << 60 ? nil : $0 }
    }
}
