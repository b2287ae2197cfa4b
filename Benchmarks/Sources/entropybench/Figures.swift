/// The measurements of one row, sent between processes as a line of text.
struct Figures {
    let tokens: Int
    let elapsed: Double
    let processor: Double
    let peakMegabytes: Int
    var note = ""

    init(tokens: Int, _ watch: Stopwatch) {
        self.tokens = tokens
        elapsed = watch.elapsed
        processor = watch.processorTime
        peakMegabytes = Stopwatch.peakMegabytes
    }

    /// Nil for a line that is a reason instead of measurements.
    init?(_ line: String) {
        let fields = line.split(separator: " ", maxSplits: 4).map(String.init)
        guard fields.count >= 4, let tokens = Int(fields[0]), let elapsed = Double(fields[1]),
            let processor = Double(fields[2]), let peak = Int(fields[3])
        else { return nil }
        (self.tokens, self.elapsed, self.processor, peakMegabytes) = (tokens, elapsed, processor, peak)
        note = fields.count > 4 ? fields[4] : ""
    }

    var line: String { "\(tokens) \(elapsed) \(processor) \(peakMegabytes) \(note)" }

    /// Tokens per second.
    var rate: Double { Double(tokens) / elapsed }

    /// Tokens per second of processor time. Other work of the machine hardly changes it.
    var processorRate: Double { Double(tokens) / processor }
}
