/// What one row measured, as a line of text between processes.
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

    /// Nil for a line that says why there are no figures.
    init?(_ line: String) {
        let fields = line.split(separator: " ", maxSplits: 4).map(String.init)
        guard fields.count >= 4, let tokens = Int(fields[0]), let elapsed = Double(fields[1]),
            let processor = Double(fields[2]), let peak = Int(fields[3])
        else { return nil }
        (self.tokens, self.elapsed, self.processor, peakMegabytes) = (tokens, elapsed, processor, peak)
        note = fields.count > 4 ? fields[4] : ""
    }

    var line: String { "\(tokens) \(elapsed) \(processor) \(peakMegabytes) \(note)" }

    /// In tokens a second.
    var rate: Double { Double(tokens) / elapsed }

    /// In tokens for each second of processor time, which what else the machine does hardly changes.
    var processorRate: Double { Double(tokens) / processor }
}
