/// Writes metrics in Prometheus' text format 0.0.4:
/// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>.
public struct PrometheusText {
    public typealias Labels = KeyValuePairs<String, String>

    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func counter(_ name: String, _ help: String, _ samples: [(Labels, Double)]) {
        metric(name, "counter", help, samples)
    }

    public mutating func gauge(_ name: String, _ help: String, _ samples: [(Labels, Double)]) {
        metric(name, "gauge", help, samples)
    }

    /// - Parameter label: the name of the only label.
    public mutating func histogram(
        _ name: String,
        _ help: String,
        label: String,
        bounds: [Double],
        _ samples: [(value: String, counts: [Int], sum: Duration)]
    ) {
        head(name, "histogram", help)
        for sample in samples {
            var total = 0
            for (index, count) in sample.counts.enumerated() {
                total += count
                let bound = index < bounds.count ? Self.text(bounds[index]) : "+Inf"
                line(name + "_bucket", [label: sample.value, "le": bound], Double(total))
            }
            line(name + "_sum", [label: sample.value], Self.seconds(sample.sum))
            line(name + "_count", [label: sample.value], Double(total))
        }
    }

    private mutating func metric(_ name: String, _ type: String, _ help: String, _ samples: [(Labels, Double)]) {
        head(name, type, help)
        for (labels, value) in samples { line(name, labels, value) }
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        bytes += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n".utf8
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: Double) {
        bytes += name.utf8
        if !labels.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            for (index, label) in labels.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += label.key.utf8
                bytes += "=\"".utf8
                appendEscaped(label.value)
                bytes.append(UInt8(ascii: "\""))
            }
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
        bytes += Self.text(value).utf8
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func appendEscaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case UInt8(ascii: "\""): bytes += #"\""#.utf8
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            default: bytes.append(byte)
            }
        }
    }

    private static func text(_ value: Double) -> String {
        if let whole = Int(exactly: value) { return String(whole) }
        return value.isNaN ? "NaN" : value.isInfinite ? (value > 0 ? "+Inf" : "-Inf") : value.description
    }

    static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
