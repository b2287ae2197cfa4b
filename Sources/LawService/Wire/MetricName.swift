/// The names of metrics.
enum MetricName {
    /// Keys and columns with an `@` are metrics without being listed (`HR@10`); others (`MRR`) where `metrics` lists them.
    static func isEvident(_ name: String) -> Bool { name.contains("@") && fault(name) == nil }

    /// Why a text cannot name a metric; `nil` where it can.
    static func fault(_ name: String) -> String? {
        guard !name.isEmpty, name.unicodeScalars.count <= 64 else { return "a metric's name has 1 to 64 characters" }
        guard name.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value < 0x7F }) else {
            return "a metric's name is written in visible ASCII, such as HR@10"
        }
        guard !["layers", "dim", "dPrime", "dataset"].contains(name) else { return "`\(name)` is no metric" }
        return nil
    }
}
